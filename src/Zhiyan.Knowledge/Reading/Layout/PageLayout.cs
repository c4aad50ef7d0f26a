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
        var edges = new Edges(words.Select(word => word.Level.Left).DefaultIfEmpty().Min(), words.Select(word => word.Level.Right).DefaultIfEmpty().Max());
        Region(words, tables, edges, 0, blocks);
        return blocks;
    }

    private static void Region(List<Word> words, List<LayoutTable> tables, Edges edges, int depth, List<LayoutBlock> blocks)
    {
        if (words.Count + tables.Count == 0) return;
        if (depth < Deepest)
            foreach (var found in Gutter.Find(words, tables))
            {
                if (ColumnBand.Find(found, words) is not { } gutter) continue;
                var left = words.Where(word => IsBeside(word, gutter) && word.Middle < gutter.Left).ToList();
                var right = words.Where(word => IsBeside(word, gutter) && word.Middle > gutter.Right).ToList();
                Region(words.FindAll(word => Height(word) <= gutter.Top), tables.FindAll(table => Centre(table.Box) <= gutter.Top), edges, depth + 1, blocks);
                Region(left, tables.FindAll(table => IsBeside(table, gutter) && table.Box.Right <= gutter.Left + 2), edges with { Right = gutter.Left }, depth + 1, blocks);
                var turn = blocks.Count;
                Region(right, tables.FindAll(table => IsBeside(table, gutter) && table.Box.Right > gutter.Left + 2), edges with { Left = gutter.Right }, depth + 1, blocks);
                GoOn(blocks, turn);
                Region(words.FindAll(word => Height(word) >= gutter.Bottom), tables.FindAll(table => Centre(table.Box) >= gutter.Bottom), edges, depth + 1, blocks);
                return;
            }
        Column(TextLine.Of(words), tables, edges, blocks);
    }

    /// <summary>A paragraph that a column's end cuts is one.</summary>
    private static void GoOn(List<LayoutBlock> blocks, int turn)
    {
        if (turn == 0 || turn >= blocks.Count) return;
        var (before, after) = (blocks[turn - 1], blocks[turn]);
        if (after.Kind is not BlockKind.Paragraph || before.Kind is not (BlockKind.Paragraph or BlockKind.ListItem) || Math.Abs(before.Size - after.Size) > 0.05f * after.Size || before.Bold != after.Bold) return;
        var text = before.Lines[^1].Text;
        var first = Script.First(after.Lines[0].Text);
        if (Script.EndsSentence(text) || !Script.IsWide(first) && !System.Text.Rune.IsLower(first) && text[^1] is not ('-' or ',')) return;
        blocks[turn - 1] = before with { Lines = [.. before.Lines, .. after.Lines], Breaks = before.Breaks.Concat(after.Breaks.Select(line => line + before.Lines.Count)).ToHashSet() };
        blocks.RemoveAt(turn);
    }

    private static void Column(List<TextLine> lines, List<LayoutTable> tables, Edges edges, List<LayoutBlock> blocks)
    {
        var next = 0;
        foreach (var table in tables.OrderBy(table => table.Box.Top))
        {
            var start = next;
            while (next < lines.Count && lines[next].Baseline < table.Box.Top + lines[next].Size) next++;
            Lines(lines.GetRange(start, next - start), edges, blocks);
            blocks.Add(new LayoutBlock(BlockKind.TableRow, []) { Rows = table.Rows });
        }
        Lines(lines.GetRange(next, lines.Count - next), edges, blocks);
    }

    private static void Lines(List<TextLine> lines, Edges edges, List<LayoutBlock> blocks)
    {
        var start = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var end = AlignedTables.End(lines, i);
            if (end == i) continue;
            Paragraphs.Read(lines.GetRange(start, i - start), edges, blocks);
            blocks.Add(new LayoutBlock(BlockKind.TableRow, []) { Rows = AlignedTables.Rows(lines.GetRange(i, end - i)) });
            start = end;
            i = end - 1;
        }
        Paragraphs.Read(lines.GetRange(start, lines.Count - start), edges, blocks);
    }

    private static bool IsBeside(Word word, Gutter gutter) => Height(word) > gutter.Top && Height(word) < gutter.Bottom;

    private static bool IsBeside(LayoutTable table, Gutter gutter) => Centre(table.Box) > gutter.Top && Centre(table.Box) < gutter.Bottom;

    private static float Height(Word word) => word.Baseline - 0.3f * word.Size;

    private static float Centre(Box box) => (box.Top + box.Bottom) / 2;
}
