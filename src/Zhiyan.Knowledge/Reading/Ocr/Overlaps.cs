namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Two boxes about the same text: the one within the other goes.</summary>
internal static class Overlaps
{
    public static IReadOnlyList<RecognisedLine> Dropped(List<RecognisedLine> lines)
    {
        var bounds = lines.ConvertAll(line => line.Box.Bounds());
        return [.. lines.Where((line, i) => !Enumerable.Range(0, lines.Count).Any(other => other != i && Covers(bounds[other], bounds[i]) && (!Covers(bounds[i], bounds[other]) || other < i)))];
    }

    private static bool Covers(Box outer, Box inner)
    {
        var width = Math.Min(outer.Right, inner.Right) - Math.Max(outer.Left, inner.Left);
        var height = Math.Min(outer.Bottom, inner.Bottom) - Math.Max(outer.Top, inner.Top);
        return width > 0 && height > 0 && width * height > 0.8f * (inner.Right - inner.Left) * (inner.Bottom - inner.Top);
    }
}
