using Zhiyan.Knowledge.Indexing;
namespace Zhiyan.Server.Search;

/// <summary>A stretch of the source, and whether the query found it. The page encodes the text itself.</summary>
public readonly record struct Segment(int Start, string Text, bool IsHit);

/// <summary>The part of a message that shows best why it was found.</summary>
/// <param name="BeginsLater">Whether the message has something before it.</param>
/// <param name="EndsEarlier">Whether the message has something after it.</param>
public sealed record Passage(IReadOnlyList<Segment> Segments, bool BeginsLater, bool EndsEarlier);

/// <summary>Where a query's words stand in a message, in the message's own characters.</summary>
internal static class Highlights
{
    /// <summary>How far a border may move to fall between sentences.</summary>
    private const int Reach = 40;

    /// <summary>All hits in their order; those that touch or overlap are one.</summary>
    public static IReadOnlyList<(int Start, int End)> Hits(string text, SearchQuery query) => Joined(Found(query, query.Folding.Fold(text)));

    /// <summary>About <paramref name="length"/> characters around the place where most of the query's words stand together, or the beginning where none does.</summary>
    public static Passage Best(string text, SearchQuery query, int length = 120)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var folded = query.Folding.Fold(text);
        var found = Found(query, folded);
        var (first, last) = Densest(found, length);
        int room = Math.Max(length - (last - first), 0);
        int start = Math.Max(first - room / 3, 0);
        int end = Math.Min(start + length, text.Length);
        start = Math.Max(Math.Min(start, end - length), 0);
        var borders = new Borders(text, folded);
        (start, end) = (borders.Start(start, first, Reach), borders.End(end, Math.Min(last, end), Reach));
        return new Passage(Cut(text, start, end, Joined(found)), start > 0, end < text.Length);
    }

    private static List<(int Start, int End, int Sequence)> Found(SearchQuery query, FoldedText folded)
    {
        var terms = SearchTerms.Of(folded);
        var found = query.Required.SelectMany((sequence, number) => sequence.In(folded, terms)
            .Select(place => (folded.SourceStart(place.Start), folded.SourceEnd(place.End - 1), number)));
        return [.. found.Order()];
    }

    /// <summary>The stretch that holds the most different words, then the most hits, then comes first.</summary>
    private static (int First, int Last) Densest(List<(int Start, int End, int Sequence)> found, int length)
    {
        (int First, int Last) best = (0, 0);
        (int Different, int Hits) most = (0, 0);
        var counts = new Dictionary<int, int>();
        for (int first = 0, next = 0; first < found.Count; first++)
        {
            while (next < found.Count && (next == first || found[next].End <= found[first].Start + length))
            {
                counts[found[next].Sequence] = counts.GetValueOrDefault(found[next].Sequence) + 1;
                next++;
            }
            var here = (counts.Count, next - first);
            if (here.CompareTo(most) > 0) (most, best) = (here, (found[first].Start, found[next - 1].End));
            if (--counts[found[first].Sequence] == 0) counts.Remove(found[first].Sequence);
        }
        return best;
    }

    private static List<(int Start, int End)> Joined(List<(int Start, int End, int Sequence)> found)
    {
        var joined = new List<(int Start, int End)>();
        foreach (var (start, end, _) in found)
        {
            if (joined.Count > 0 && start <= joined[^1].End) joined[^1] = (joined[^1].Start, Math.Max(joined[^1].End, end));
            else joined.Add((start, end));
        }
        return joined;
    }

    private static List<Segment> Cut(string text, int start, int end, List<(int Start, int End)> hits)
    {
        var segments = new List<Segment>();
        int at = start;
        foreach (var hit in hits.Where(hit => hit.End > start && hit.Start < end))
        {
            Add(Math.Max(hit.Start, start), false);
            Add(Math.Min(hit.End, end), true);
        }
        Add(end, false);
        return segments;

        void Add(int upTo, bool isHit)
        {
            if (upTo > at) segments.Add(new Segment(at, text[at..upTo], isHit));
            at = upTo;
        }
    }
}
