using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>Gathers the terms of chunks, in the order of the chunks, into a segment.</summary>
internal sealed class SegmentWriter(int id, int first)
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly List<byte> lengths = [];
    private readonly List<long> documents = [];

    public int Count => lengths.Count;

    public void Add(long document, ChunkTerms terms)
    {
        int chunk = Count;
        foreach (var (term, occurrences) in terms.Occurrences)
        {
            if (!entries.TryGetValue(term, out var entry)) entries.Add(term, entry = new Entry());
            Postings.Append(entry.Data, chunk - entry.Last, occurrences);
            entry.Last = chunk;
            entry.Count++;
        }
        lengths.Add(LengthCode.Of(terms.Length));
        documents.Add(document);
    }

    public Segment Segment() => new(id, first, [.. lengths], [.. documents]);

    /// <summary>In the order of the store's key, which it takes up fastest.</summary>
    public IEnumerable<PostingsRow> Rows() =>
        entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new PostingsRow(entry.Key, entry.Value.Count, entry.Value.Last, [.. entry.Value.Data]));

    private sealed class Entry
    {
        public List<byte> Data { get; } = new(4);

        public int Last { get; set; } = -1;

        public int Count { get; set; }
    }
}

/// <summary>A chunk's terms and how often each stands there; the length counts every one.</summary>
internal sealed record ChunkTerms(IReadOnlyDictionary<string, int> Occurrences, int Length);
