using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference.KvCache;

/// <summary>
/// The keys and values of one sequence: for every layer a table of pages in the order of positions. Blocks that no later token can see are let
/// go, and their pages are 0. Used by one thread.
/// </summary>
internal sealed class Timeline : IDisposable
{
    private const int PageTokens = KeyValueLayout.PageTokens;

    private readonly BlockPool pool;
    private readonly List<Block?>[] blocks;     // of each group, in the order of positions
    private readonly nint[][] tables;           // of each layer, as long as memory was reserved

    public Timeline(BlockPool pool)
    {
        this.pool = pool;
        blocks = [.. pool.Groups.Select(_ => new List<Block?>())];
        tables = [.. Enumerable.Range(0, pool.Groups.Sum(group => group.Layers.Count)).Select(_ => Array.Empty<nint>())];
    }

    /// <summary>Tokens held.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens there is memory for.</summary>
    public int Capacity => blocks[0].Count * PageTokens;

    /// <summary>The end of the path in the prefix cache that this timeline's first blocks are; the cache's own.</summary>
    public PrefixNode? Node
    {
        get;
        set
        {
            if (field is not null) field.Readers--;
            field = value;
            if (field is not null) field.Readers++;
        }
    }

    public ReadOnlySpan<nint> Pages(int layer) => tables[layer];

    public Block? Block(int group, int index) => blocks[group][index];

    /// <summary>Whether no window has left any of these blocks.</summary>
    public bool IsWhole(int first, int count)
    {
        foreach (var list in blocks)
            if (list.GetRange(first, count).Contains(null)) return false;
        return true;
    }

    /// <summary>Makes room for <paramref name="tokens"/> tokens in all; false when the pool has no more, and what was got stays.</summary>
    public bool TryReserve(int tokens)
    {
        var needed = (tokens + PageTokens - 1) / PageTokens;
        Widen(needed);
        for (var index = blocks[0].Count; index < needed; index++)
        {
            for (var group = 0; group < blocks.Length; group++)
            {
                if (pool.TryTake(group) is { } block)
                {
                    Append(group, block);
                    continue;
                }
                while (--group >= 0) DropLast(group);
                return false;
            }
        }
        return true;
    }

    /// <summary>Counts tokens whose keys and values have been stored in every layer.</summary>
    public void Advance(int tokens) => Length += tokens;

    /// <summary>Forgets every token from <paramref name="length"/> on. The memory stays, for those that come instead.</summary>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        for (var group = 0; group < blocks.Length; group++)
        {
            var first = pool.Groups[group].FirstVisibleBlock(length);
            if (length > 0 && first < blocks[group].Count && blocks[group][first] is null)
                throw new InvalidOperationException($"the window before token {length:N0} has been let go; read the text anew.");
        }
        Length = length;
        if (length == 0) DropAll();
    }

    /// <summary>Lets go of blocks that no token from the next on can see.</summary>
    public void LeaveWindow()
    {
        for (var group = 0; group < blocks.Length; group++)
        {
            if (pool.Groups[group].Window == 0) continue;
            for (var index = Math.Min(pool.Groups[group].FirstVisibleBlock(Length), blocks[group].Count) - 1; index >= 0 && blocks[group][index] is not null; index--)
                Replace(group, index, null);
        }
    }

    /// <summary>Goes on with 32 tokens that the cache holds; a group's block is null where no later token will see it.</summary>
    public void Adopt(ReadOnlySpan<Block?> shared)
    {
        Trim();
        Widen(blocks[0].Count + 1);
        for (var group = 0; group < blocks.Length; group++)
        {
            if (shared[group] is { } block) pool.Share(block);
            Append(group, shared[group]);
        }
        Length += PageTokens;
    }

    /// <summary>Goes on with the first <paramref name="tokens"/> tokens of a block, in memory of its own; false when there is none.</summary>
    public bool TryCopy(ReadOnlySpan<Block?> source, int tokens)
    {
        if (!TryReserve(Length + tokens)) return false;
        for (var group = 0; group < blocks.Length; group++) source[group]?.Span.CopyTo(blocks[group][Length / PageTokens]!.Span);
        Length += tokens;
        return true;
    }

    /// <summary>Takes a block that holds the same tokens in the place of its own.</summary>
    public void Replace(int group, int index, Block? other)
    {
        if (other is not null) pool.Share(other);
        if (blocks[group][index] is { } own) pool.Release(own);
        blocks[group][index] = other;
        SetPages(group, index, other);
    }

    public void Dispose() => DropAll();

    /// <summary>Gives back the blocks beyond the last token.</summary>
    private void Trim()
    {
        for (var group = 0; group < blocks.Length; group++)
            while (blocks[group].Count * PageTokens >= Length + PageTokens) DropLast(group);
    }

    private void DropAll()
    {
        for (var group = 0; group < blocks.Length; group++)
            while (blocks[group].Count > 0) DropLast(group);
        Length = 0;
        Node = null;
    }

    private void DropLast(int group)
    {
        var last = blocks[group].Count - 1;
        Replace(group, last, null);
        blocks[group].RemoveAt(last);
    }

    private void Append(int group, Block? block)
    {
        blocks[group].Add(block);
        SetPages(group, blocks[group].Count - 1, block);
    }

    private void SetPages(int group, int index, Block? block)
    {
        var (address, layers) = (block?.Address ?? 0, pool.Groups[group]);
        for (var place = 0; place < layers.Layers.Count; place++)
            tables[layers.Layers[place]][index] = block is null ? 0 : address + (nint)place * layers.PageBytes;
    }

    private void Widen(int pages)
    {
        if (tables[0].Length >= pages) return;
        var length = Math.Max(pages, Math.Min(2 * tables[0].Length, tables[0].Length + 256));
        for (var layer = 0; layer < tables.Length; layer++) Array.Resize(ref tables[layer], length);
        foreach (var list in blocks) list.EnsureCapacity(length);
    }
}
