namespace Zhiyan.Kernels.Memory;

/// <summary>A stretch of a <see cref="MappedFile"/>; it keeps its file alive, but not open past the file's Dispose.</summary>
public readonly unsafe struct MappedBytes
{
    private readonly MappedFile owner;

    internal MappedBytes(MappedFile owner, byte* pointer, long length)
    {
        this.owner = owner;
        Pointer = pointer;
        Length = length;
    }

    public long Length { get; }

    internal byte* Pointer { get; }

    /// <summary>Bytes [<paramref name="offset"/>, <paramref name="offset"/> + <paramref name="length"/>); a span holds at most 2 GB.</summary>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new ReadOnlySpan<byte>(Pointer + offset, length);
    }

    /// <summary>A part of this stretch, without the 2 GB limit of a span.</summary>
    public MappedBytes Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new MappedBytes(owner, Pointer + offset, length);
    }

    /// <summary>Takes these bytes out of memory where they have been copied; they can still be read, from the file.</summary>
    internal void Release()
    {
        MappedFile.Release(Pointer, Length);
        KeepAlive();
    }

    /// <summary>Keeps the mapping from being collected while raw pointers into it are used.</summary>
    internal void KeepAlive() => GC.KeepAlive(owner);
}
