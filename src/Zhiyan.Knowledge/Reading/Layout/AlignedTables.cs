namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Tables without upright lines: rows with wide gaps that lie above each other.</summary>
internal static class AlignedTables
{
    private readonly record struct Span(float From, float To)
    {
        public float Width => To - From;

        public Span And(Span other) => new(Math.Max(From, other.From), Math.Min(To, other.To));
    }

    /// <summary>The index after the table that begins at this line; the same where none does.</summary>
    public static int End(IReadOnlyList<TextLine> lines, int start)
    {
        var shared = Gaps(lines[start]);
        if (shared.Count == 0) return start;
        var (end, full) = (start + 1, 1);
        for (var i = start + 1; i < lines.Count; i++)
        {
            var (above, line) = (lines[i - 1], lines[i]);
            if (line.Baseline - above.Baseline > 3.2f * Math.Max(line.Size, above.Size)) break;
            var left = Shared(shared, line);
            if (left.Count == 0) break;
            var isFull = line.Parts().Count > 1;
            if (!isFull && (line.Baseline - above.Baseline > 2.4f * line.Size || left.Count < shared.Count && i - end >= 1)) break;
            if (isFull)
            {
                shared = left;
                end = i + 1;
                full++;
            }
            else if (i - end >= 2) break;
        }
        if (full < 2) return start;
        var em = lines[start].Size;
        return full >= 3 || shared.Max(gap => gap.Width) >= 1.3f * em || lines[start].Parts().Count >= 3 ? Extended(lines, end, shared) : start;
    }

    /// <summary>Rows of cells; a row that only goes on with the cells above it is one with them.</summary>
    public static List<IReadOnlyList<IReadOnlyList<TextLine>>> Rows(IReadOnlyList<TextLine> lines)
    {
        var columns = Columns(lines);
        var cells = new List<List<Word>[]>();
        var pitches = lines.Skip(1).Select((line, i) => line.Baseline - lines[i].Baseline).Order().ToList();
        var usual = pitches.Count == 0 ? 0 : pitches[pitches.Count * 2 / 3];
        for (var i = 0; i < lines.Count; i++)
        {
            var row = new List<Word>[columns.Count];
            for (var c = 0; c < row.Length; c++) row[c] = [];
            foreach (var part in lines[i].Parts()) row[Nearest(columns, part)].AddRange(part);
            var goesOn = cells.Count > 0 && i > 0 && Filled(row) < Filled(cells[^1]) && lines[i].Baseline - lines[i - 1].Baseline < 0.8f * usual;
            if (goesOn)
                for (var c = 0; c < row.Length; c++) cells[^1][c].AddRange(row[c]);
            else cells.Add(row);
        }
        return [.. cells.Select(row => (IReadOnlyList<IReadOnlyList<TextLine>>)[.. row.Select(words => words.Count == 0 ? [] : TextLine.Of(words))])];
    }

    private static int Filled(List<Word>[] row) => row.Count(words => words.Count > 0);

    /// <summary>A last row may have but one cell that stands under one column.</summary>
    private static int Extended(IReadOnlyList<TextLine> lines, int end, List<Span> shared)
    {
        if (end >= lines.Count || end < 2) return end;
        var (above, line) = (lines[end - 1], lines[end]);
        var pitch = above.Baseline - lines[end - 2].Baseline;
        return line.Left > shared[0].To && line.Baseline - above.Baseline < 1.1f * pitch && Shared(shared, line).Count == shared.Count ? end + 1 : end;
    }

    private static List<Span> Gaps(TextLine line)
    {
        var parts = line.Parts();
        return [.. parts.Skip(1).Select((part, i) => new Span(parts[i].Max(word => word.Level.Right), part[0].Level.Left))];
    }

    /// <summary>What a line leaves of the gaps.</summary>
    private static List<Span> Shared(List<Span> shared, TextLine line)
    {
        List<Span> own = [new(float.MinValue, line.Left), .. Gaps(line), new(line.Right, float.MaxValue)];
        return [.. shared.SelectMany(gap => own.Select(gap.And)).Where(gap => gap.Width >= 0.7f * line.Size)];
    }

    private static List<Span> Columns(IReadOnlyList<TextLine> lines)
    {
        var most = lines.Max(line => line.Parts().Count);
        var parts = lines.Select(line => line.Parts()).Where(row => row.Count >= Math.Max(2, 0.6f * most)).SelectMany(row => row)
            .Select(part => new Span(part[0].Level.Left, part.Max(word => word.Level.Right))).OrderBy(span => span.From).ToList();
        var columns = new List<Span>();
        foreach (var part in parts)
        {
            if (columns.Count > 0 && part.From < columns[^1].To + 0.3f * lines[0].Size) columns[^1] = new Span(columns[^1].From, Math.Max(columns[^1].To, part.To));
            else columns.Add(part);
        }
        return columns.Count == 0 ? [new Span(lines[0].Left, lines[0].Right)] : columns;
    }

    private static int Nearest(List<Span> columns, List<Word> part)
    {
        var span = new Span(part[0].Level.Left, part[^1].Level.Right);
        var best = 0;
        for (var c = 1; c < columns.Count; c++)
            if (span.And(columns[c]).Width > span.And(columns[best]).Width) best = c;
        return best;
    }
}
