using ExcelDataReader;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Gives a label that stands over several rows to each of them, since a row is read alone. One sheet, rows in order.</summary>
internal sealed class MergedCells(CellRange[]? ranges)
{
    /// <summary>A longer cell is no label.</summary>
    private const int LabelLength = 40;

    private readonly ILookup<int, CellRange> byColumn = (ranges ?? []).Where(range => range.ToRow > range.FromRow).ToLookup(range => range.FromColumn);
    private readonly Dictionary<CellRange, string> labels = [];

    public string Shown(int row, int column, string own)
    {
        foreach (var range in byColumn[column])
        {
            if (row == range.FromRow) labels[range] = own.Length <= LabelLength ? own : "";
            else if (row > range.FromRow && row <= range.ToRow && own.Length == 0) return labels.GetValueOrDefault(range, "");
        }
        return own;
    }
}
