namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Whether what stands beside a gutter are columns of text, which are read one after the other, or cells of a table, which are read by rows.</summary>
internal static class TextColumns
{
    /// <summary>Of a column of text, in ems.</summary>
    public const float LeastWidth = 7;

    public static bool Are(List<Word> left, List<Word> right)
    {
        if (left.Count < 3 || right.Count < 3) return false;
        var (leftLines, rightLines) = (TextLine.Of(left), TextLine.Of(right));
        if (IsText(leftLines) && IsText(rightLines)) return true;
        if (IsText(leftLines) && IsProse(leftLines) && IsBroad(rightLines) || IsText(rightLines) && IsProse(rightLines) && IsBroad(leftLines)) return true;
        return IsBroad(leftLines) && IsBroad(rightLines) && Math.Min(leftLines.Count, rightLines.Count) >= 3 && Aligned(leftLines, rightLines) < 0.5f;
    }

    /// <summary>Most lines fill the width, whatever stands between their words.</summary>
    private static bool IsText(List<TextLine> lines)
    {
        if (lines.Count < 3) return false;
        var (left, right) = (lines.Min(line => line.Left), lines.Max(line => line.Right));
        if (!IsBroad(lines)) return false;
        var filled = lines.Count(line => line.Fill * (line.Right - line.Left) >= 0.72f * (right - left));
        return filled >= 0.5f * lines.Count;
    }

    /// <summary>Long lines of words, beside which stands a box or a note.</summary>
    private static bool IsProse(List<TextLine> lines) =>
        lines.Max(line => line.Right) - lines.Min(line => line.Left) >= 22 * lines[0].Size && lines.Count(line => line.Parts().Count == 1) >= 0.8f * lines.Count;

    private static bool IsBroad(List<TextLine> lines) =>
        lines.Max(line => line.Right) - lines.Min(line => line.Left) >= LeastWidth * lines.Select(line => line.Size).Order().ElementAt(lines.Count / 2);

    /// <summary>The share of the lines of the shorter side that have one on the other side at their height.</summary>
    private static float Aligned(List<TextLine> left, List<TextLine> right)
    {
        var (few, many) = left.Count <= right.Count ? (left, right) : (right, left);
        var next = 0;
        var met = 0;
        foreach (var line in few)
        {
            while (next < many.Count && many[next].Baseline < line.Baseline - 0.12f * line.Size) next++;
            if (next < many.Count && many[next].Baseline <= line.Baseline + 0.12f * line.Size) met++;
        }
        return met / (float)few.Count;
    }
}
