namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Writes the rows of a sheet. Lines with one cell above the first row with more are the table's caption, as people set titles above their tables.</summary>
internal sealed class SheetTable(DocumentBuilder builder)
{
    /// <summary>More of them are a table of one column.</summary>
    private const int MaximumCaptions = 10;

    private readonly List<string> captions = [];
    private BlockKind kind = BlockKind.TableHead;

    public void Add(IReadOnlyList<string> cells)
    {
        int filled = cells.Count(cell => cell.Length > 0);
        if (filled == 0) return;
        var row = string.Join('\t', cells);
        if (kind is BlockKind.TableHead && filled == 1 && captions.Count < MaximumCaptions)
        {
            captions.Add(row);
            return;
        }
        if (filled > 1) captions.ForEach(builder.AddCaption);
        else captions.ForEach(AddRow);
        captions.Clear();
        AddRow(row);
    }

    public void End()
    {
        captions.ForEach(AddRow);
        captions.Clear();
    }

    private void AddRow(string row)
    {
        if (builder.Add(kind, row) is not null) kind = BlockKind.TableRow;
    }
}
