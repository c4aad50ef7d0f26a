using System.Runtime.InteropServices;

namespace Zhiyan.Kernels.Memory;

/// <summary>
/// Zeroed native memory on a 64-byte boundary, outside the garbage collector's sight. A large block on Linux is mapped on a 2 MB boundary and
/// asks for huge pages; its pages then come in, zeroed, by whichever thread touches them first.
/// </summary>
public sealed unsafe partial class AlignedMemory : IDisposable
{
    private const int Alignment = 64;
    private const long HugePage = 2 << 20;
    private const int ReadWrite = 1 | 2;
    private const int PrivateAnonymous = 2 | 0x20;
    private const int AdviseHugePages = 14;

    private static long total;

    private byte* start;
    private readonly byte* mapping;
    private readonly long mapped;

    public AlignedMemory(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        if (OperatingSystem.IsLinux() && bytes >= HugePage)
        {
            mapped = bytes + HugePage;
            mapping = (byte*)Map(null, (nuint)mapped, ReadWrite, PrivateAnonymous, -1, 0);
            if ((nint)mapping == -1)
            {
                GC.SuppressFinalize(this);
                throw new OutOfMemoryException($"the system refused {bytes:N0} bytes of memory.");
            }
            start = (byte*)(((nint)mapping + (nint)HugePage - 1) & ~((nint)HugePage - 1));
            Advise(start, (nuint)bytes, AdviseHugePages);       // best effort: without huge pages the memory is merely slower
        }
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
        if (mapping is null) NativeMemory.AlignedFree(start);
        else Unmap(mapping, (nuint)mapped);
        start = null;
        Interlocked.Add(ref total, -Bytes);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
