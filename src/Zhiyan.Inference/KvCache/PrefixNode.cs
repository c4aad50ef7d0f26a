namespace Zhiyan.Inference.KvCache;

/// <summary>
/// Tokens of the prefix cache behind those of <see cref="Parent"/>: 32 of them, or fewer at the end of a text. Owned by <see cref="PrefixCache"/>.
/// </summary>
internal sealed class PrefixNode
{
    private readonly Dictionary<int, List<PrefixNode>> children = [];       // by their first token

    public PrefixNode(PrefixNode? parent, int[] tokens, Block?[] blocks)
    {
        (Parent, Tokens, Blocks, Depth) = (parent, tokens, blocks, parent is null ? 0 : parent.Depth + 1);
        Place = new LinkedListNode<PrefixNode>(this);
    }

    public PrefixNode? Parent { get; }

    public int[] Tokens { get; }

    /// <summary>Of each layer group; null where a sliding window has left it behind and its memory was wanted.</summary>
    public Block?[] Blocks { get; }

    /// <summary>Blocks from the start of the text up to and with this one.</summary>
    public int Depth { get; }

    /// <summary>Where it stands in the order of last use.</summary>
    public LinkedListNode<PrefixNode> Place { get; }

    /// <summary>Timelines that end here, and will add what comes next.</summary>
    public int Readers { get; set; }

    /// <summary>Blocks in the longest text that went on from here.</summary>
    public int Height { get; private set; }

    public bool IsLeaf => children.Count == 0;

    public IReadOnlyList<PrefixNode> ChildrenFrom(int token) => children.TryGetValue(token, out var list) ? list : [];

    /// <summary>The child that holds just these tokens.</summary>
    public PrefixNode? Child(ReadOnlySpan<int> tokens)
    {
        foreach (var child in ChildrenFrom(tokens[0]))
            if (tokens.SequenceEqual(child.Tokens)) return child;
        return null;
    }

    public void Add(PrefixNode child)
    {
        if (!children.TryGetValue(child.Tokens[0], out var list)) children[child.Tokens[0]] = list = [];
        list.Add(child);
        var height = 1;
        for (var node = this; node is not null && node.Height < height; node = node.Parent) node.Height = height++;
    }

    public void Remove(PrefixNode child)
    {
        var list = children[child.Tokens[0]];
        list.Remove(child);
        if (list.Count == 0) children.Remove(child.Tokens[0]);
    }
}
