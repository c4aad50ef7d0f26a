namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>A set of Unicode scalar values as sorted, disjoint, inclusive ranges that do not touch. Surrogates are never in it. Immutable.</summary>
public sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private CodePointSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    public static CodePointSet None { get; } = new([]);

    public static CodePointSet All { get; } = new([(0, 0xD7FF), (0xE000, Last)]);

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public bool IsEmpty => Ranges.Count == 0;

    /// <summary>In any order, overlapping or not.</summary>
    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.SelectMany(WithoutSurrogates).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(last, merged[^1].Last));
            else merged.Add((first, last));
        }
        return new CodePointSet(merged);
    }

    public static CodePointSet Of(string codePoints) => Of(codePoints.EnumerateRunes().Select(rune => (rune.Value, rune.Value)));

    public CodePointSet Union(CodePointSet other) => Of(Ranges.Concat(other.Ranges));

    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next) gaps.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last) gaps.Add((next, Last));
        return Of(gaps);
    }

    public bool Contains(int codePoint) => Ranges.Any(range => range.First <= codePoint && codePoint <= range.Last);

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.First < 0xD800 && range.First <= range.Last) yield return (range.First, Math.Min(range.Last, 0xD7FF));
        if (range.Last > 0xDFFF && range.First <= range.Last) yield return (Math.Max(range.First, 0xE000), range.Last);
    }
}
