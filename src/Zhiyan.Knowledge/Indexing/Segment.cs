namespace Zhiyan.Knowledge.Indexing;

/// <summary>Chunks that were indexed together, as kept in memory: their coded lengths and their documents. What terms they hold stays in the store.</summary>
/// <param name="Id">Never used again, so that whoever reads postings knows whether they are of a segment it knows.</param>
internal sealed record Segment(int Id, int First, byte[] Lengths, long[] Documents)
{
    public int Count => Lengths.Length;

    public int End => First + Count;

    public long Terms { get; } = Lengths.Sum(code => (long)LengthCode.Value(code));
}
