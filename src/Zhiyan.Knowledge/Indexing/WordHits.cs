namespace Zhiyan.Knowledge.Indexing;

/// <summary>What was found by words, the best first.</summary>
/// <param name="Possible">The score that no chunk can exceed, words that stand nowhere included.</param>
internal sealed record WordHits(IReadOnlyList<Scored> Hits, double Possible)
{
    public static WordHits None { get; } = new([], 1);
}
