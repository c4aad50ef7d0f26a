using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>Sets a table: columns as wide as their text needs, cells wrapped, rows over as many pages as they take, the head again on each.</summary>
internal sealed class PdfTable(PageFlow flow, Typesetter type)
{
    private const double Gap = 14;
    private const double Padding = 4.5;
    private const double NarrowestColumn = 8;
    private const double ReadableColumn = 60;
    private static readonly TextStyle Style = TextStyle.Cell;

    public void Write(Table table)
    {
        var rows = table.OfType<TableRow>().Select(row => new Row(row.IsHeader, [.. row.OfType<TableCell>().Select(cell => Set(cell, row.IsHeader))])).ToList();
        var columns = rows.Max(row => row.Cells.Count);
        if (columns == 0) return;
        var widths = Widths(rows, columns);
        var lefts = widths.Select((_, column) => flow.Left + widths.Take(column).Sum() + column * Gap).ToList();
        var head = rows.Find(row => row.IsHeader);
        foreach (var row in rows)
        {
            var cells = row.Cells.Select((cell, column) => cell.Lines(widths[column])).ToList();
            var height = Height(cells);
            if (height > flow.Remaining && height < PageFlow.FullHeight / 2)
            {
                flow.NextPage();
                if (head is not null && head != row) Write([.. head.Cells.Select((cell, column) => cell.Lines(widths[column]))], true);
            }
            Write(cells, row.IsHeader);
        }

        void Write(List<List<SetLine>> cells, bool isHeader)
        {
            var count = Math.Max(1, cells.Max(cell => cell.Count));
            for (var line = 0; line < count;)
            {
                flow.Keep(Style.Leading + 2 * Padding);
                var fitting = Math.Clamp((int)((flow.Remaining - 2 * Padding) / Style.Leading), 1, count - line);
                var top = flow.Take(fitting * Style.Leading + 2 * Padding) + Padding;
                for (var column = 0; column < cells.Count; column++)
                    Draw(cells[column].Skip(line).Take(fitting), table, column, lefts[column], widths[column], top);
                line += fitting;
            }
            flow.Sheet.Rule(flow.Left, flow.Y - (isHeader ? 0.9 : 0.5), flow.Width, isHeader ? 0.9 : 0.5, isHeader ? Ink.Soft : Ink.Rule);
        }
    }

    private void Draw(IEnumerable<SetLine> lines, Table table, int column, double left, double width, double top)
    {
        var alignment = column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null;
        foreach (var line in lines)
        {
            var shift = alignment switch { TableColumnAlign.Right => width - line.Width, TableColumnAlign.Center => (width - line.Width) / 2, _ => 0 };
            // Only text that starts at the left may be stretched.
            var set = alignment is TableColumnAlign.Right or TableColumnAlign.Center ? line with { Stretch = 0 } : line;
            flow.Sheet.Draw(set, left + Math.Max(0, shift), top + Style.Leading / 2 + 0.36 * Style.Size);
            top += Style.Leading;
        }
    }

    private SetText Set(TableCell cell, bool isHeader)
    {
        var runs = cell.OfType<LeafBlock>().SelectMany(StyledRun.Of).ToList();
        return type.Set(runs, Style with { Bold = isHeader });
    }

    private static double Height(List<List<SetLine>> cells) => cells.Max(cell => cell.Count) * Style.Leading + 2 * Padding;

    /// <summary>Every column gets what its longest word needs and a share of the rest by how much more its text would like.</summary>
    private List<double> Widths(List<Row> rows, int columns)
    {
        var room = flow.Width - Gap * (columns - 1);
        var wanted = Enumerable.Range(0, columns).Select(column => Most(column, cell => cell.NaturalWidth)).ToList();
        var needed = Enumerable.Range(0, columns).Select(column => Math.Min(Most(column, Needed), Math.Max(room, 0) / 2)).ToList();
        if (wanted.Sum() <= room) return wanted.Select(width => width + (room - wanted.Sum()) / columns * Math.Min(1, width / 60)).ToList();
        if (needed.Sum() > room) return needed.Select(width => Math.Max(NarrowestColumn, width * room / needed.Sum())).ToList();
        var share = (room - needed.Sum()) / (wanted.Sum() - needed.Sum());
        return wanted.Zip(needed, (want, need) => need + share * (want - need)).ToList();

        // A few Chinese characters side by side, though a line may break between any two.
        static double Needed(SetText cell) => Math.Max(cell.LongestPiece, Math.Min(cell.NaturalWidth, ReadableColumn));

        // A hair more than measured, so that rounding breaks no word.
        double Most(int column, Func<SetText, double> measure) =>
            rows.Where(row => column < row.Cells.Count).Select(row => measure(row.Cells[column]) + 0.1).DefaultIfEmpty(0).Max();
    }

    private sealed record Row(bool IsHeader, List<SetText> Cells);
}
