using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference.KvCache;

/// <summary>
/// A tree of the texts that were read, block by block: a request takes up the longest beginning of its own text that anybody has read before,
/// and reads on from there. Blocks are shared and not copied, also between requests at work at the same time. What nobody uses goes, the least
/// recently used first, when its memory is wanted. Used by one thread.
/// </summary>
internal sealed class PrefixCache : IDisposable
{
    private const int BlockTokens = KeyValueLayout.PageTokens;

    /// <summary>Prompts of fewer tokens are read again sooner than a file is found.</summary>
    private const int FewestDiskTokens = 1_024;

    /// <summary>Segments read from disk before the loop turns to others.</summary>
    private const int SegmentsAtOnce = 4;

    private readonly BlockPool pool;
    private readonly DiskCache? disk;
    private readonly PrefixNode root;
    private readonly LinkedList<PrefixNode> order = [];     // least recently used first
    private readonly List<PrefixNode> path = [];

    public PrefixCache(BlockPool pool, DiskCache? disk = null)
    {
        (this.pool, this.disk) = (pool, disk);
        root = new PrefixNode(null, [], new Block?[pool.Groups.Count]);
        pool.Reclaim = TryEvict;
    }

    public BlockPool Pool => pool;

    /// <summary>Blocks of tokens that went to make room.</summary>
    public long Evictions { get; private set; }

    public Timeline Start() => new(pool) { Node = root };

    /// <summary>
    /// Takes up what is known of <paramref name="tokens"/> behind the timeline's own, of the first <paramref name="reusable"/> at most. To be
    /// called again while a text is read: others may have read the same meanwhile.
    /// </summary>
    public void TakeUp(Timeline timeline, ReadOnlySpan<int> tokens, int reusable)
    {
        if (reusable <= timeline.Length || timeline.Length != timeline.Node!.Depth * BlockTokens) return;
        var usable = UsablePath(timeline, tokens[..reusable]);
        foreach (var node in path[..usable])
        {
            var visible = new Block?[pool.Groups.Count];
            for (var group = 0; group < visible.Length; group++)
                if (node.Depth > pool.Groups[group].FirstVisibleBlock(path[usable - 1].Depth * BlockTokens)) visible[group] = node.Blocks[group];
            timeline.Adopt(visible);
            timeline.Node = node;
        }
        TakeUpFromDisk(timeline, tokens, reusable);
        TakeUpPart(timeline, tokens[timeline.Length..reusable]);
        Touch(timeline.Node);
    }

    /// <summary>Keeps the segments of a long prompt that a pass has completed, from token <paramref name="start"/> on.</summary>
    public void Keep(Timeline timeline, ReadOnlySpan<int> prompt, int start)
    {
        if (disk is null || prompt.Length < FewestDiskTokens) return;
        for (var end = (start / DiskCache.SegmentTokens + 1) * DiskCache.SegmentTokens; end <= Math.Min(timeline.Length, prompt.Length); end += DiskCache.SegmentTokens)
        {
            var first = end / BlockTokens - DiskCache.SegmentBlocks;
            if (!timeline.IsWhole(first, DiskCache.SegmentBlocks)) return;
            var name = disk.Name(prompt[..end]);
            if (!disk.Holds(name)) disk.Keep(name, (group, index) => timeline.Block(group, first + index)!);
        }
    }

    /// <summary>Offers the timeline's full blocks, which hold the first of <paramref name="tokens"/>, to others.</summary>
    public void Publish(Timeline timeline, ReadOnlySpan<int> tokens)
    {
        for (var end = (timeline.Node!.Depth + 1) * BlockTokens; end <= timeline.Length; end += BlockTokens)
            timeline.Node = Publish(timeline, timeline.Node, tokens[(end - BlockTokens)..end]);
    }

    /// <summary>Offers all of a timeline that is done with, and ends it.</summary>
    public void Return(Timeline timeline, ReadOnlySpan<int> tokens)
    {
        Publish(timeline, tokens);
        var node = timeline.Node!;
        var rest = tokens[(node.Depth * BlockTokens)..timeline.Length];
        if (rest.Length > 0 && !IsCovered(node, rest)) node = Publish(timeline, node, rest);
        Touch(node);
        timeline.Dispose();
    }

    public void Dispose()
    {
        disk?.Dispose();
        pool.Dispose();
    }

    /// <summary>Fills <see cref="path"/> with the nodes that go on behind the timeline; returns how many of them leave no gap in any window.</summary>
    private int UsablePath(Timeline timeline, ReadOnlySpan<int> tokens)
    {
        path.Clear();
        var start = timeline.Node!.Depth;
        for (var node = timeline.Node; (node.Depth + 1) * BlockTokens <= tokens.Length; path.Add(node))
        {
            if (node.Child(tokens.Slice(node.Depth * BlockTokens, BlockTokens)) is not { } next) break;
            node = next;
        }

        var usable = path.Count;
        while (usable > 0 && !IsWhole(timeline, start, usable)) usable--;
        return usable;
    }

    private bool IsWhole(Timeline timeline, int start, int usable)
    {
        for (var group = 0; group < pool.Groups.Count; group++)
        {
            for (var index = pool.Groups[group].FirstVisibleBlock((start + usable) * BlockTokens); index < start + usable; index++)
                if ((index < start ? timeline.Block(group, index) : path[index - start].Blocks[group]) is null) return false;
        }
        return true;
    }

    private void TakeUpFromDisk(Timeline timeline, ReadOnlySpan<int> tokens, int reusable)
    {
        if (disk is null || tokens.Length < FewestDiskTokens) return;
        for (var count = 0; count < SegmentsAtOnce && timeline.Length % DiskCache.SegmentTokens == 0; count++)
        {
            var end = timeline.Length + DiskCache.SegmentTokens;
            if (end > reusable || disk.Name(tokens[..end]) is not { } name || !disk.Holds(name) || !timeline.TryReserve(end)) return;
            var first = timeline.Length / BlockTokens;
            if (!disk.TryLoad(name, (group, index) => timeline.Block(group, first + index)!)) return;
            timeline.Advance(DiskCache.SegmentTokens);
            Publish(timeline, tokens);
        }
    }

    /// <summary>The beginning of a block that goes on differently, or that ends early, is worth a copy.</summary>
    private void TakeUpPart(Timeline timeline, ReadOnlySpan<int> rest)
    {
        if (rest.Length == 0) return;
        var (best, shared) = ((PrefixNode?)null, 0);
        foreach (var child in timeline.Node!.ChildrenFrom(rest[0]))
        {
            var common = rest.CommonPrefixLength(child.Tokens);
            if (common > shared && !child.Blocks.Contains(null)) (best, shared) = (child, common);
        }
        if (best is null) return;
        best.Readers++;     // or making room for the copy might take the source
        if (timeline.TryCopy(best.Blocks, shared)) Move(best);
        best.Readers--;
    }

    private PrefixNode Publish(Timeline timeline, PrefixNode parent, ReadOnlySpan<int> tokens)
    {
        if (parent.Child(tokens) is { } known)
        {
            Merge(timeline, known);
            return known;
        }
        var node = new PrefixNode(parent, tokens.ToArray(), new Block?[pool.Groups.Count]);
        foreach (var other in parent.ChildrenFrom(tokens[0]).ToList())
            if (tokens.StartsWith(other.Tokens)) Forget(other);     // it ended early, and this goes on
        parent.Add(node);
        order.AddLast(node.Place);
        Merge(timeline, node);
        return node;
    }

    /// <summary>The timeline and the node hold the same tokens, so that one block is enough for both: the node's, where it has one.</summary>
    private void Merge(Timeline timeline, PrefixNode node)
    {
        for (var group = 0; group < node.Blocks.Length; group++)
        {
            var own = timeline.Block(group, node.Depth - 1);
            if (node.Blocks[group] is { } shared)
            {
                if (own is not null && own != shared) timeline.Replace(group, node.Depth - 1, shared);
            }
            else if (own is not null)
            {
                node.Blocks[group] = own;
                pool.Cache(own);
            }
        }
    }

    private static bool IsCovered(PrefixNode node, ReadOnlySpan<int> tokens)
    {
        foreach (var child in node.ChildrenFrom(tokens[0]))
            if (child.Tokens.AsSpan().StartsWith(tokens)) return true;
        return false;
    }

    /// <summary>
    /// Lets go of a block of this group in a window that a text has left behind, or else of the least recently used text's last tokens. False when
    /// all is in use.
    /// </summary>
    private bool TryEvict(int group) => pool.Groups[group].Window > 0 && TryStrip(group) || TryForget();

    private bool TryStrip(int group)
    {
        for (var place = order.First; place is not null; place = place.Next)
        {
            var node = place.Value;
            if (node.Height * BlockTokens < pool.Groups[group].Window || node.Blocks[group] is not { Timelines: 0 } block) continue;
            pool.Uncache(block);
            node.Blocks[group] = null;
            return true;
        }
        return false;
    }

    private bool TryForget()
    {
        for (var place = order.First; place is not null; place = place.Next)
        {
            var node = place.Value;
            if (!node.IsLeaf || node.Readers > 0 || node.Blocks.Any(block => block is { Timelines: > 0 })) continue;
            Forget(node);
            Evictions++;
            return true;
        }
        return false;
    }

    private void Forget(PrefixNode node)
    {
        foreach (var block in node.Blocks)
            if (block is not null) pool.Uncache(block);
        node.Parent!.Remove(node);
        order.Remove(node.Place);
    }

    /// <summary>Marks a path as just used; a parent is always more recent than its children.</summary>
    private void Touch(PrefixNode? node)
    {
        for (; node?.Parent is not null; node = node.Parent) Move(node);
    }

    private void Move(PrefixNode node)
    {
        order.Remove(node.Place);
        order.AddLast(node.Place);
    }
}
