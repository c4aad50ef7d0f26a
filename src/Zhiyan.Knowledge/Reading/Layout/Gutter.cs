namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>A tall strip without text, with text on both sides.</summary>
internal readonly record struct Gutter(float Left, float Right, float Top, float Bottom)
{
    /// <summary>Narrower gaps stand between words, in ems.</summary>
    private const float LeastWidth = 0.72f;

    /// <summary>Lines on both sides of it.</summary>
    private const float LeastLines = 3;

    private const int MostCells = 400;

    /// <summary>
    /// The gutters of a region, those with most lines beside them first. The region is cut into slabs of half an em and cells of a fifth; the
    /// largest empty rectangles are found slab by slab, as in a histogram, so a dense page costs no more than a large one.
    /// </summary>
    public static List<Gutter> Find(IReadOnlyList<Word> words, IReadOnlyList<LayoutTable> tables)
    {
        if (words.Count < 8) return [];
        var em = Median(words);
        var (left, right) = (words.Min(word => word.Level.Left), words.Max(word => word.Level.Right));
        var (top, bottom) = (words.Min(word => word.CoreTop), words.Max(word => word.Baseline));
        var cell = Math.Max(em / 5, (right - left) / MostCells);
        var slab = Math.Max(em / 2, (bottom - top) / 2_000);
        var grid = new Occupancy((int)((right - left) / cell) + 1, (int)((bottom - top) / slab) + 1);
        foreach (var word in words)
            grid.Fill((word.Level.Left - left) / cell, (word.Level.Right - left) / cell, (word.Baseline - 0.55f * word.Size - top) / slab, (word.Baseline - 0.05f * word.Size - top) / slab);
        foreach (var table in tables)
            grid.Fill((table.Box.Left - left) / cell, (table.Box.Right - left) / cell, (table.Box.Top - top) / slab, (table.Box.Bottom - top) / slab);
        var leastWidth = Math.Max(3, (int)MathF.Round(LeastWidth * em / cell));
        var found = grid.EmptyRectangles(leastWidth, (int)(LeastLines * 1.2f * em / slab));
        return [.. found.OrderByDescending(empty => empty.Support).ThenByDescending(empty => empty.Right - empty.Left).Take(10)
            .Where(empty => empty.Support * slab >= LeastLines * 0.5f * em)
            .Select(empty => new Gutter(left + empty.Left * cell, left + empty.Right * cell, top + empty.Top * slab - 0.01f, top + empty.Bottom * slab))];
    }

    public static float Median(IReadOnlyList<Word> words)
    {
        var sizes = words.Select(word => word.Size).Order().ToList();
        return Math.Max(1, sizes[sizes.Count / 2]);
    }
}
