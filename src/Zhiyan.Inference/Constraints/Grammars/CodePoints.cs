namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>Sets of code points as inclusive ranges.</summary>
internal static class CodePoints
{
    public const int Last = 0x10FFFF;

    /// <summary>The same set in order, disjoint and not adjacent.</summary>
    public static List<(int First, int Last)> Normalized(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.Where(range => range.First <= range.Last).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else merged.Add(range);
        }
        return merged;
    }

    /// <summary>Every code point that is not in the set.</summary>
    public static List<(int First, int Last)> Complement(IEnumerable<(int First, int Last)> ranges)
    {
        var gaps = new List<(int First, int Last)>();
        var next = 0;
        foreach (var (first, last) in Normalized(ranges))
        {
            if (first > next) gaps.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last) gaps.Add((next, Last));
        return gaps;
    }
}
