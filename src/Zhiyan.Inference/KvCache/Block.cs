using Zhiyan.Kernels.Memory;

namespace Zhiyan.Inference.KvCache;

/// <summary>
/// Memory for the keys and values of 32 tokens in a group's layers, a page a layer. Any number of timelines may hold it, and the
/// <see cref="PrefixCache"/>; the last to let go gives it back to its <see cref="BlockPool"/>. Once it is shared, nobody writes it.
/// </summary>
internal sealed class Block(int group, AlignedMemory slab, long offset, int bytes)
{
    public int Group => group;

    public int Bytes => bytes;

    public nint Address { get; } = slab.Address + (nint)offset;

    public Span<byte> Span => slab.Span<byte>(offset, bytes);

    /// <summary>Timelines that hold it. Changed by the pool alone, as is <see cref="IsCached"/>.</summary>
    public int Timelines { get; set; }

    public bool IsCached { get; set; }
}
