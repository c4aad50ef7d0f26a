using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// The postings of neighbouring segments as those of one: term after term, in the order of the store's key, so that what is in memory is one term's and those that are written next.
/// </summary>
internal static class JoinedPostings
{
    /// <summary>Rows are written together that come to so much, about; each counts for more than its data.</summary>
    private const int BatchBytes = 4 << 20, RowBytes = 100;

    /// <summary>Asks for the rows by their terms. The key has them so in each segment: the store steps along all of them at once, and sorts nothing.</summary>
    public static string Query(long index, IReadOnlyList<Segment> segments) =>
        string.Join(" UNION ALL ", segments.Select(segment => $"SELECT term, segment, count, last, data FROM postings WHERE index_id = {index} AND segment = {segment.Id}")) + " ORDER BY term";

    /// <param name="rows">What <see cref="Query"/> asked for.</param>
    /// <param name="segments">In the order of their chunks.</param>
    public static IEnumerable<IReadOnlyList<PostingsRow>> Batches(IEnumerable<TermRow> rows, IReadOnlyList<Segment> segments)
    {
        var batch = new List<PostingsRow>();
        int bytes = 0;
        foreach (var row in Joined(rows, segments.ToDictionary(segment => segment.Id, segment => segment.First - segments[0].First)))
        {
            batch.Add(row);
            bytes += row.Data.Length + RowBytes;
            if (bytes < BatchBytes) continue;
            yield return batch;
            (batch, bytes) = ([], 0);
        }
        if (batch.Count > 0) yield return batch;
    }

    private static IEnumerable<PostingsRow> Joined(IEnumerable<TermRow> rows, Dictionary<int, int> shifts)
    {
        var parts = new List<TermRow>();
        foreach (var row in rows)
        {
            if (parts.Count > 0 && parts[0].Term != row.Term)
            {
                yield return Joined(parts, shifts);
                parts.Clear();
            }
            parts.Add(row);
        }
        if (parts.Count > 0) yield return Joined(parts, shifts);
    }

    private static PostingsRow Joined(List<TermRow> parts, Dictionary<int, int> shifts)
    {
        var data = new List<byte>(parts.Sum(part => part.Data.Length));
        int count = 0, last = -1;
        foreach (var part in parts.OrderBy(part => shifts[part.Segment]))
        {
            int shift = shifts[part.Segment];
            Postings.Join(data, last, part.Data, shift);
            (count, last) = (count + part.Count, shift + part.Last);
        }
        return new PostingsRow(parts[0].Term, count, last, [.. data]);
    }
}
