using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Memory;

namespace Zhiyan.Inference.KvCache;

/// <summary>
/// The memory of a key-value cache: blocks of each layer group, allocated in slabs as they are wanted, up to a limit of bytes. Used by one thread.
/// </summary>
internal sealed class BlockPool(IReadOnlyList<LayerGroup> groups, long limit) : IDisposable
{
    private const int MostSlabBytes = 4 << 20;      // two huge pages
    private const int FewestSlabs = 8;              // of a group, lest the first takes what another needs

    private readonly List<AlignedMemory> slabs = [];
    private readonly Stack<Block>[] free = [.. groups.Select(_ => new Stack<Block>())];

    public IReadOnlyList<LayerGroup> Groups => groups;

    public long Limit => limit;

    /// <summary>Bytes allocated; they stay so.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of blocks that timelines hold.</summary>
    public long InUse { get; private set; }

    /// <summary>Bytes of blocks that only the prefix cache holds.</summary>
    public long Idle { get; private set; }

    /// <summary>Asked for memory of a group when there is none: lets go of a cached block, or returns false.</summary>
    public Func<int, bool>? Reclaim { get; set; }

    /// <summary>Bytes of one block in every group.</summary>
    public long BlockBytes => groups.Sum(group => (long)group.BlockBytes);

    /// <summary>Tokens that one timeline could have, were it alone.</summary>
    public int TokensThatFit => (int)Math.Min(int.MaxValue, limit / BlockBytes * KeyValueLayout.PageTokens);

    /// <summary>A block for one timeline to write; null when the limit is reached and nothing can be reclaimed.</summary>
    public Block? TryTake(int group)
    {
        while (free[group].Count == 0)
            if (!TryGrow(group) && Reclaim?.Invoke(group) is not true) return null;
        var block = free[group].Pop();
        block.Timelines = 1;
        InUse += block.Bytes;
        return block;
    }

    /// <summary>One more timeline holds the block.</summary>
    public void Share(Block block)
    {
        if (block.Timelines++ > 0) return;
        InUse += block.Bytes;
        Idle -= block.Bytes;
    }

    /// <summary>A timeline lets go of the block.</summary>
    public void Release(Block block)
    {
        if (--block.Timelines > 0) return;
        InUse -= block.Bytes;
        if (block.IsCached) Idle += block.Bytes;
        else free[block.Group].Push(block);
    }

    /// <summary>The prefix cache holds the block, beside the timeline that made it.</summary>
    public void Cache(Block block) => block.IsCached = true;

    /// <summary>The prefix cache lets go of the block.</summary>
    public void Uncache(Block block)
    {
        block.IsCached = false;
        if (block.Timelines > 0) return;
        Idle -= block.Bytes;
        free[block.Group].Push(block);
    }

    public void Dispose()
    {
        foreach (var slab in slabs) slab.Dispose();
    }

    private bool TryGrow(int group)
    {
        var bytes = groups[group].BlockBytes;
        var slabBytes = Math.Min(MostSlabBytes, limit / (FewestSlabs * groups.Count));
        var count = Math.Min(Math.Max(1, slabBytes / bytes), (limit - Bytes) / bytes);
        if (count <= 0) return false;
        var slab = new AlignedMemory(count * bytes);
        slabs.Add(slab);
        Bytes += slab.Bytes;
        for (var index = count - 1; index >= 0; index--) free[group].Push(new Block(group, slab, index * bytes, bytes));
        return true;
    }
}
