using AngleSharp.Dom;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>
/// A table of data. A cell over several columns gives its words to the first of them; one over several rows gives short words to each, since a row is read alone.
/// </summary>
internal sealed class HtmlTable
{
    /// <summary>A longer cell is no label.</summary>
    private const int LabelLength = 40;

    /// <summary>What lies further right is left out: a few bytes may ask for a million empty cells.</summary>
    private const int MaximumColumns = 1_000;

    private readonly List<IElement> rows;

    private HtmlTable(IElement table, List<IElement> rows)
    {
        this.rows = rows;
        Caption = table.Children.FirstOrDefault(child => child.LocalName is "caption");
    }

    public IElement? Caption { get; }

    /// <summary>Null for a table that only lays out the page: one column, or cells that hold tables and headings.</summary>
    public static HtmlTable? Of(IElement table)
    {
        if (table.GetAttribute("role") is "presentation" or "none") return null;
        List<IElement> rows = [.. Rows(table)];
        int columns = rows.Count == 0 ? 0 : rows.Max(row => row.Children.Length);
        bool isLayout = columns < 2 || table.QuerySelector("table, h1, h2, h3, article, form") is not null;
        return isLayout ? null : new HtmlTable(table, rows);
    }

    public IEnumerable<IReadOnlyList<(int Index, RunningText Words)>> Rows(Func<IElement, RunningText> read)
    {
        var spans = new SortedDictionary<int, (int Left, RunningText Words)>();
        foreach (var row in rows)
        {
            var cells = new List<(int, RunningText)>();
            void AddSpanned()
            {
                while (spans.TryGetValue(cells.Count, out var span))
                {
                    if (span.Left <= 1) spans.Remove(cells.Count);
                    else spans[cells.Count] = span with { Left = span.Left - 1 };
                    cells.Add((cells.Count, span.Words));
                }
            }
            foreach (var cell in row.Children)
            {
                if (cell.LocalName is not ("td" or "th") || cells.Count >= MaximumColumns) continue;
                AddSpanned();
                var words = read(cell);
                int below = Span(cell, "rowspan") - 1, across = Span(cell, "colspan");
                for (int column = 0; column < across && cells.Count < MaximumColumns; column++)
                {
                    var shown = column == 0 ? words : new RunningText();
                    if (below > 0) spans[cells.Count] = (below, shown.Length <= LabelLength ? shown : new RunningText());
                    cells.Add((cells.Count, shown));
                }
            }
            AddSpanned();
            yield return cells;
        }
    }

    private static IEnumerable<IElement> Rows(IElement table) => table.Children.SelectMany(child =>
        child.LocalName is "tr" ? [child] : child.LocalName is "thead" or "tbody" or "tfoot" ? child.Children.Where(row => row.LocalName is "tr") : []);

    private static int Span(IElement cell, string attribute) => int.TryParse(cell.GetAttribute(attribute), out int span) ? Math.Clamp(span, 1, MaximumColumns) : 1;
}
