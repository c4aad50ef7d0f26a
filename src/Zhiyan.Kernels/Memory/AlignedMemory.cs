using System.Runtime.InteropServices;

namespace Zhiyan.Kernels.Memory;

/// <summary>
/// Zeroed native memory on a 64-byte boundary, outside the garbage collector's sight. A large block on Linux begins on a 2 MB boundary and asks for
/// huge pages; small ones may share some, which stay until the last of them has gone: right for what lives and dies together.
/// </summary>
public sealed unsafe class AlignedMemory : IDisposable
{
    private const int Alignment = 64;

    private static long total;

    private byte* start;
    private readonly HugePages? pages;

    /// <summary>A block of <paramref name="bytes"/>; with <paramref name="shared"/> a small one lies in huge pages beside others of its kind.</summary>
    public AlignedMemory(long bytes, bool shared = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        if (OperatingSystem.IsLinux() && (shared || bytes >= HugePages.PageBytes)) pages = HugePages.Take(bytes, out start);
        else
        {
            start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 1), Alignment);
            NativeMemory.Clear(start, (nuint)bytes);
        }
        Interlocked.Add(ref total, bytes);
    }

    ~AlignedMemory() => Free();

    /// <summary>Bytes held by all live blocks of this process.</summary>
    public static long TotalBytes => Interlocked.Read(ref total);

    public long Bytes { get; }

    /// <summary>Where it starts, for tables of pages; only kernels read through it.</summary>
    public nint Address => (nint)Pointer;

    internal byte* Pointer => start is not null ? start : throw new ObjectDisposedException(nameof(AlignedMemory));

    /// <summary>Elements [<paramref name="from"/>, <paramref name="from"/> + <paramref name="length"/>), counted in <typeparamref name="T"/>.</summary>
    public Span<T> Span<T>(long from, int length) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Bytes / sizeof(T) - from);
        return new Span<T>((T*)Pointer + from, length);
    }

    /// <summary>The whole block as <typeparamref name="T"/>; a span holds at most 2³¹ − 1 of them.</summary>
    public Span<T> Span<T>() where T : unmanaged => Span<T>(0, checked((int)(Bytes / sizeof(T))));

    /// <summary>Gives the memory back. Spans and pointers into it must not be used any more.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (start is null) return;
        if (pages is null) NativeMemory.AlignedFree(start);
        else pages.GiveBack();
        start = null;
        Interlocked.Add(ref total, -Bytes);
    }
}
