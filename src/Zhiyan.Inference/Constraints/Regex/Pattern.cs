using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Regex;

/// <summary>A regular expression as it is written.</summary>
internal abstract record Pattern
{
    /// <summary>One code point out of a set.</summary>
    public sealed record Set(CodePointSet CodePoints) : Pattern;

    public sealed record Sequence(IReadOnlyList<Pattern> Items) : Pattern;

    public sealed record Choice(IReadOnlyList<Pattern> Items) : Pattern;

    /// <summary>Lazy and greedy ones match the same texts.</summary>
    public sealed record Repeat(Pattern Item, int Least, int? Most) : Pattern;

    /// <summary><c>^</c></summary>
    public sealed record Start : Pattern;

    /// <summary><c>$</c></summary>
    public sealed record End : Pattern;

    /// <summary><c>(?=…)</c> and <c>(?!…)</c></summary>
    public sealed record Lookahead(Pattern Item, bool IsNegative) : Pattern;
}
