namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>
/// The part of a gutter that lies between columns of text. A gutter may run on, by chance, through a table or past headings below the columns:
/// it is looked at in pieces, from blank strip to blank strip.
/// </summary>
internal static class ColumnBand
{
    private enum Kind
    {
        /// <summary>Text on both sides, three lines or more of it.</summary>
        Columns,

        /// <summary>Lines that fill the column or columns they are in.</summary>
        Filled,

        /// <summary>A heading, a caption, a short line.</summary>
        Little,

        /// <summary>Rows.</summary>
        Table,
    }

    private sealed record Piece(float Top, float Bottom, Kind Kind);

    /// <summary>Null where no columns stand beside the gutter.</summary>
    public static Gutter? Find(Gutter gutter, IReadOnlyList<Word> words)
    {
        var beside = words.Where(word => Height(word) > gutter.Top && Height(word) < gutter.Bottom).OrderBy(word => word.CoreTop).ToList();
        var left = beside.FindAll(word => word.Middle < gutter.Left);
        var right = beside.FindAll(word => word.Middle > gutter.Right);
        if (left.Count < 3 || right.Count < 3) return null;
        var em = Gutter.Median(beside);
        if (gutter.Left - left.Min(word => word.Level.Left) < TextColumns.LeastWidth * em || right.Max(word => word.Level.Right) - gutter.Right < TextColumns.LeastWidth * em) return null;
        var pieces = Pieces(beside, gutter, left, right);
        var first = pieces.FindIndex(piece => piece.Kind is Kind.Columns);
        if (first < 0) return TextColumns.Are(left, right) && !pieces.Exists(piece => piece.Kind is Kind.Table) ? gutter : null;
        var last = first;
        for (var i = first + 1; i < pieces.Count && pieces[i].Kind is not Kind.Table; i++)
            if (pieces[i].Kind is Kind.Columns || pieces[i].Kind is Kind.Filled && i == last + 1) last = i;
        while (first > 0 && pieces[first - 1].Kind is Kind.Filled) first--;
        return gutter with { Top = first == 0 ? gutter.Top : pieces[first].Top - 0.01f, Bottom = last == pieces.Count - 1 ? gutter.Bottom : pieces[last].Bottom + 0.01f };
    }

    private static List<Piece> Pieces(List<Word> words, Gutter gutter, List<Word> left, List<Word> right)
    {
        var em = Gutter.Median(words);
        var strip = Math.Max(Pitch(left, em) - 0.25f * em, 0.8f * em);
        var (from, to) = (left.Min(word => word.Level.Left), right.Max(word => word.Level.Right));
        var pieces = new List<Piece>();
        var current = new List<Word>();
        var bottom = float.MinValue;
        foreach (var word in words)
        {
            if (current.Count > 0 && word.Baseline - 0.6f * word.Size - bottom > strip)
            {
                pieces.Add(Named(current, gutter, from, to));
                current = [];
            }
            current.Add(word);
            bottom = Math.Max(bottom, word.Baseline);
        }
        pieces.Add(Named(current, gutter, from, to));
        return pieces;
    }

    private static Piece Named(List<Word> words, Gutter gutter, float from, float to)
    {
        var (top, bottom) = (words.Min(Height) - 1, words.Max(Height) + 1);
        var left = words.FindAll(word => word.Middle < gutter.Left);
        var right = words.FindAll(word => word.Middle > gutter.Right);
        if (TextColumns.Are(left, right)) return new Piece(top, bottom, Kind.Columns);
        var (leftLines, rightLines) = (TextLine.Of(left), TextLine.Of(right));
        var isFilled = leftLines.Count + rightLines.Count > 1 && IsFilled(leftLines, gutter.Left - from) && IsFilled(rightLines, to - gutter.Right);
        if (isFilled) return new Piece(top, bottom, Kind.Filled);
        return new Piece(top, bottom, leftLines.Count >= 2 && rightLines.Count >= 2 ? Kind.Table : Kind.Little);
    }

    private static bool IsFilled(List<TextLine> lines, float width) => lines.Count(line => line.Fill * (line.Right - line.Left) >= 0.72f * width) * 2 >= lines.Count;

    private static float Pitch(List<Word> words, float em)
    {
        var lines = TextLine.Of(words);
        var steps = lines.Skip(1).Select((line, i) => line.Baseline - lines[i].Baseline).Where(step => step > 0.6f * em).Order().ToList();
        return steps.Count == 0 ? 1.2f * em : Math.Min(steps[steps.Count / 3], 2.2f * em);
    }

    private static float Height(Word word) => word.Baseline - 0.3f * word.Size;
}
