using Zhiyan.Knowledge.Indexing;
namespace Zhiyan.Server.Search;

/// <summary>What a term is made of.</summary>
internal enum TermKind
{
    /// <summary>Letters and digits of a script that puts spaces between words.</summary>
    Word,

    /// <summary>Two neighbouring characters of a script that does not, or the last one of a run alone.</summary>
    Pair,

    /// <summary>A sign that belongs to a name: the dot of .net, the sharp of c#, the pluses of c++.</summary>
    Sign,
}

/// <summary>A term of a folded text: what it is and where it stands.</summary>
internal readonly record struct SearchTerm(int Start, int Length, TermKind Kind)
{
    public int End => Start + Length;

    public ReadOnlySpan<char> Of(FoldedText folded) => folded.Text.AsSpan(Start, Length);
}
