namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Tables whose cells are drawn: level and upright lines that meet.</summary>
internal static class RuledTables
{
    private const float Near = 3;

    /// <summary>More lines than this are a drawing.</summary>
    private const int MostRulings = 3_000;

    private readonly record struct Cell(int Top, int Left);

    /// <summary>Takes the tables' words out of <paramref name="words"/>.</summary>
    public static List<LayoutTable> Take(List<Word> words, IReadOnlyList<Ruling> rulings)
    {
        var tables = new List<LayoutTable>();
        if (rulings.Count is < 4 or > MostRulings) return tables;
        foreach (var group in Groups(rulings))
        {
            var level = group.Where(ruling => ruling.IsLevel).ToList();
            var upright = group.Where(ruling => !ruling.IsLevel).ToList();
            var (rows, columns) = (Places(level), Places(upright));
            if (rows.Count < 2 || columns.Count < 2 || rows.Count + columns.Count < 5) continue;
            var box = new Box(columns[0], rows[0], columns[^1], rows[^1]);
            var inside = words.Where(word => word.Middle > box.Left && word.Middle < box.Right && Centre(word) > box.Top && Centre(word) < box.Bottom).ToList();
            if (Build(inside, level, upright, rows, columns) is not { } built) continue;
            tables.Add(new LayoutTable(box, built));
            var taken = inside.ToHashSet(ReferenceEqualityComparer.Instance);
            words.RemoveAll(word => taken.Contains(word));
        }
        return tables;
    }

    private static float Centre(Word word) => word.Baseline - 0.35f * word.Size;

    private static List<IReadOnlyList<IReadOnlyList<TextLine>>>? Build(List<Word> words, List<Ruling> level, List<Ruling> upright, List<float> rows, List<float> columns)
    {
        var cells = new Dictionary<Cell, List<Word>>();
        foreach (var word in words)
        {
            var (x, y) = (word.Middle, Centre(word));
            var cell = new Cell(Before(level, rows, y, x), Before(upright, columns, x, y));
            if (!cells.TryGetValue(cell, out var list)) cells[cell] = list = [];
            list.Add(word);
        }
        if (cells.Count < 2 || cells.Keys.Select(cell => cell.Left).Distinct().Count() < 2) return null;
        if (cells.Values.Max(list => list.Count) > 150) return null;            // a page in frames, not a table
        var used = cells.Keys.Select(cell => cell.Left).Distinct().Order().ToList();
        return [.. cells.Keys.Select(cell => cell.Top).Distinct().Order().Select(top =>
            (IReadOnlyList<IReadOnlyList<TextLine>>)[.. used.Select(left => cells.TryGetValue(new Cell(top, left), out var list) ? TextLine.Of(list) : [])])];
    }

    /// <summary>Which of the places is the last line before this point: one that is drawn there.</summary>
    private static int Before(List<Ruling> rulings, List<float> places, float across, float along)
    {
        var best = places[0];
        foreach (var ruling in rulings)
            if (ruling.At <= across + 0.5f && ruling.At > best && ruling.Covers(along, 0.5f)) best = ruling.At;
        var index = 0;
        while (index + 1 < places.Count && places[index + 1] <= best + 0.01f) index++;
        return index;
    }

    private static List<float> Places(List<Ruling> rulings)
    {
        var places = new List<float>();
        foreach (var ruling in rulings.OrderBy(ruling => ruling.At))
            if (places.Count == 0 || ruling.At - places[^1] > Near) places.Add(ruling.At);
        return places;
    }

    /// <summary>Lines that meet, directly or by others.</summary>
    private static List<List<Ruling>> Groups(IReadOnlyList<Ruling> rulings)
    {
        var level = rulings.Where(ruling => ruling.IsLevel).OrderBy(ruling => ruling.At).ToList();
        var upright = rulings.Where(ruling => !ruling.IsLevel).ToList();
        var parent = Enumerable.Range(0, level.Count + upright.Count).ToArray();
        var places = level.ConvertAll(ruling => ruling.At);
        for (var v = 0; v < upright.Count; v++)
        {
            var start = places.BinarySearch(upright[v].From - Near);
            for (var h = start < 0 ? ~start : start; h < level.Count && level[h].At <= upright[v].To + Near; h++)
                if (level[h].Covers(upright[v].At, Near)) parent[Root(parent, h)] = Root(parent, level.Count + v);
        }
        return [.. Enumerable.Range(0, parent.Length).GroupBy(i => Root(parent, i)).Where(group => group.Count() >= 4)
            .Select(group => group.Select(i => i < level.Count ? level[i] : upright[i - level.Count]).ToList())];
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }
}
