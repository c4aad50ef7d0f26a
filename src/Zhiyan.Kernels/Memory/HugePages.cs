using System.Runtime.InteropServices;

namespace Zhiyan.Kernels.Memory;

/// <summary>Zeroed memory on a 2 MB boundary that asks Linux for pages of 2 MB; they come in by whichever thread touches them first.</summary>
internal sealed unsafe partial class HugePages
{
    public const long PageBytes = 2 << 20;

    private const long SharedBytes = 16 << 20;
    private const int Alignment = 64;
    private const int ReadWrite = 1 | 2;
    private const int PrivateAnonymous = 2 | 0x20;
    private const int AdviseHugePages = 14;

    private static readonly Lock gate = new();
    private static HugePages? shared;       // the one that still has room for small blocks

    private readonly byte* mapping;
    private readonly long mapped;
    private readonly byte* start;
    private long taken;
    private int blocks;

    private HugePages(long bytes)
    {
        mapped = bytes + PageBytes;
        mapping = (byte*)Map(null, (nuint)mapped, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)mapping == -1) throw new OutOfMemoryException($"the system refused {bytes:N0} bytes of memory.");
        start = (byte*)(((nint)mapping + (nint)PageBytes - 1) & ~((nint)PageBytes - 1));
        Advise(start, (nuint)bytes, AdviseHugePages);       // best effort: without huge pages the memory is merely slower
    }

    /// <summary>A mapping for one block, or for less than a page a place beside others; it goes when all of its blocks have been given back.</summary>
    public static HugePages Take(long bytes, out byte* block)
    {
        lock (gate)
        {
            HugePages pages;
            if (bytes >= PageBytes) pages = new HugePages(bytes);
            else if (shared is not null && shared.taken + bytes <= SharedBytes) pages = shared;
            else shared = pages = new HugePages(SharedBytes);
            block = pages.start + pages.taken;
            pages.taken += (bytes + Alignment - 1) & ~(Alignment - 1L);
            pages.blocks++;
            return pages;
        }
    }

    public void GiveBack()
    {
        lock (gate)
        {
            if (--blocks > 0) return;
            if (shared == this) shared = null;
            _ = Unmap(mapping, (nuint)mapped);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
