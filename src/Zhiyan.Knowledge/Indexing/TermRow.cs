namespace Zhiyan.Knowledge.Indexing;

/// <summary>A term's postings in one segment, as the store gives them.</summary>
internal sealed class TermRow
{
    public string Term { get; init; } = "";

    public int Segment { get; init; }

    public int Count { get; init; }

    public int Last { get; init; }

    public byte[] Data { get; init; } = [];
}
