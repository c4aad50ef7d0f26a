using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>
/// The rows of a Word table. A cell over several columns gives its words to the first; one over several rows gives short words to each, since a row is read alone.
/// </summary>
internal static class WordTable
{
    private const int MaximumColumns = 1_000;

    /// <summary>A longer cell is no label.</summary>
    private const int LabelLength = 40;

    /// <summary>The only cell of a table that is a frame; null for a table of data.</summary>
    public static XElement? Layout(XElement table)
    {
        List<XElement> rows = [.. Parts(table, "tr").Take(2)];
        return rows.Count == 1 && Parts(rows[0], "tc").Take(2).ToList() is [var only] ? only : null;
    }

    public static IEnumerable<IReadOnlyList<string>> Rows(XElement table, Func<XElement, string> read)
    {
        var above = new Dictionary<int, string>();
        foreach (var row in Parts(table, "tr"))
        {
            if (row.Child("trPr")?.Child("del") is not null) continue;
            var cells = new List<string>();
            AddEmpty(cells, row.At("trPr", "gridBefore")?.Number("val") ?? 0);
            foreach (var cell in Parts(row, "tc"))
            {
                if (cells.Count >= MaximumColumns) break;
                var merge = cell.At("tcPr", "vMerge");
                int column = cells.Count;
                var words = merge is not null && merge.Value("val") is null or "continue" && merge is not null ? above.GetValueOrDefault(column, "") : read(cell);
                above[column] = merge is not null && words.Length <= LabelLength ? words : "";
                cells.Add(words);
                AddEmpty(cells, (cell.At("tcPr", "gridSpan")?.Number("val") ?? 1) - 1);
            }
            yield return cells;
        }
    }

    private static void AddEmpty(List<string> cells, int count)
    {
        for (; count > 0 && cells.Count < MaximumColumns; count--) cells.Add("");
    }

    /// <summary>Rows and cells may lie in content controls and revisions.</summary>
    private static IEnumerable<XElement> Parts(XElement parent, string name) => parent.Elements().SelectMany(child =>
        child.Local == name ? [child] : child.Local is "sdt" or "sdtContent" or "customXml" or "ins" ? Parts(child, name) : []);
}
