namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>A parsed pattern.</summary>
internal abstract record Node
{
    /// <summary>One code point of a set.</summary>
    public sealed record One(CharacterSet Set) : Node;

    public sealed record Sequence(IReadOnlyList<Node> Parts) : Node;

    /// <summary>The first option that leads to a match, in this order.</summary>
    public sealed record Choice(IReadOnlyList<Node> Options) : Node;

    /// <summary>As many in a row as can be, or as few where lazy; <paramref name="Most"/> null means any number.</summary>
    public sealed record Repeat(Node Body, int Least, int? Most, bool Lazy) : Node;

    /// <summary>Takes nothing: the next code point must lie in the set; <paramref name="OrEnd"/>: the end of the text will do too.</summary>
    public sealed record Ahead(CharacterSet Set, bool OrEnd) : Node;
}
