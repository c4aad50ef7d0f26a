using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Zhiyan.Kernels.Memory;

/// <summary>A file mapped read-only into memory. Pages come in when they are read; many readers may share one mapping.</summary>
public sealed unsafe partial class MappedFile : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    /// <summary>Maps the whole of <paramref name="path"/>. A file of zero bytes cannot be mapped: check the length first.</summary>
    public MappedFile(string path)
    {
        Path = path;
        Length = new FileInfo(path).Length;
        ArgumentOutOfRangeException.ThrowIfZero(Length, path);
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
    }

    public string Path { get; }

    /// <summary>Bytes in the file when it was mapped.</summary>
    public long Length { get; }

    /// <summary>The stretch [<paramref name="offset"/>, <paramref name="offset"/> + <paramref name="length"/>) as a handle that may exceed 2 GB.</summary>
    public MappedBytes Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new MappedBytes(this, start + offset, length);
    }

    /// <summary>
    /// Lets the pages that lie wholly in a stretch go from this process's memory: it has been copied and will hardly be read again. One that is
    /// read after all comes back from the file.
    /// </summary>
    internal static void Release(byte* start, long length)
    {
        const int dontNeed = 4;     // MADV_DONTNEED
        if (!OperatingSystem.IsLinux()) return;
        long page = Environment.SystemPageSize;
        long first = ((long)start + page - 1) / page * page, end = ((long)start + length) / page * page;
        if (end > first) _ = Advise((void*)first, (nuint)(end - first), dontNeed);
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
