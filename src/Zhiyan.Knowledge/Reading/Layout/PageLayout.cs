namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>
/// Finds a page's reading order: ruled tables first, then columns by the gutters between them, from the tallest down, and in each column its
/// rows, tables and paragraphs.
/// </summary>
internal static class PageLayout
{
    private const int Deepest = 10;

    /// <summary>All words are of one direction; <paramref name="words"/> is used up.</summary>
    public static List<LayoutBlock> Read(List<Word> words, IReadOnlyList<Ruling> rulings)
    {
        var blocks = new List<LayoutBlock>();
        if (words.Count == 0) return blocks;
        var tables = RuledTables.Take(words, rulings);
        Region(words, tables, 0, blocks);
        return blocks;
    }

    private static void Region(List<Word> words, List<LayoutTable> tables, int depth, List<LayoutBlock> blocks)
    {
        if (words.Count + tables.Count == 0) return;
        if (depth < Deepest)
            foreach (var gutter in Gutter.Find(words, tables))
            {
                var left = words.Where(word => IsBeside(word, gutter) && word.Middle < gutter.Left).ToList();
                var right = words.Where(word => IsBeside(word, gutter) && word.Middle > gutter.Right).ToList();
                if (!TextColumns.Are(left, right)) continue;
                Region(words.FindAll(word => Height(word) <= gutter.Top), tables.FindAll(table => Centre(table.Box) <= gutter.Top), depth + 1, blocks);
                Region(left, tables.FindAll(table => IsBeside(table, gutter) && table.Box.Right <= gutter.Left + 2), depth + 1, blocks);
                Region(right, tables.FindAll(table => IsBeside(table, gutter) && table.Box.Right > gutter.Left + 2), depth + 1, blocks);
                Region(words.FindAll(word => Height(word) >= gutter.Bottom), tables.FindAll(table => Centre(table.Box) >= gutter.Bottom), depth + 1, blocks);
                return;
            }
        Column(TextLine.Of(words), tables, blocks);
    }

    private static void Column(List<TextLine> lines, List<LayoutTable> tables, List<LayoutBlock> blocks)
    {
        var next = 0;
        foreach (var table in tables.OrderBy(table => table.Box.Top))
        {
            var start = next;
            while (next < lines.Count && lines[next].Baseline < table.Box.Top + lines[next].Size) next++;
            Lines(lines.GetRange(start, next - start), blocks);
            blocks.Add(new LayoutBlock(BlockKind.TableRow, []) { Rows = table.Rows });
        }
        Lines(lines.GetRange(next, lines.Count - next), blocks);
    }

    private static void Lines(List<TextLine> lines, List<LayoutBlock> blocks)
    {
        var start = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var end = AlignedTables.End(lines, i);
            if (end == i) continue;
            Paragraphs.Read(lines.GetRange(start, i - start), blocks);
            blocks.Add(new LayoutBlock(BlockKind.TableRow, []) { Rows = AlignedTables.Rows(lines.GetRange(i, end - i)) });
            start = end;
            i = end - 1;
        }
        Paragraphs.Read(lines.GetRange(start, lines.Count - start), blocks);
    }

    private static bool IsBeside(Word word, Gutter gutter) => Height(word) > gutter.Top && Height(word) < gutter.Bottom;

    private static bool IsBeside(LayoutTable table, Gutter gutter) => Centre(table.Box) > gutter.Top && Centre(table.Box) < gutter.Bottom;

    private static float Height(Word word) => word.Baseline - 0.3f * word.Size;

    private static float Centre(Box box) => (box.Top + box.Bottom) / 2;
}
