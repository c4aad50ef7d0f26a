namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>A part of a page in reading order.</summary>
internal sealed record LayoutBlock(BlockKind Kind, IReadOnlyList<TextLine> Lines, int Level = 0)
{
    /// <summary>A table's, instead of lines: rows of cells, each with its lines.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<TextLine>>> Rows { get; init; } = [];

    public float Size => Lines.Count == 0 ? 0 : Lines.MaxBy(line => line.Right - line.Left)!.Size;

    public bool Bold => Lines.Count > 0 && Lines.All(line => line.Bold);

    /// <summary>Of each line after the first: whether it begins anew, as in an address.</summary>
    public IReadOnlySet<int> Breaks { get; init; } = new HashSet<int>();

    public string Text => string.Join(' ', Lines.Select(line => line.Text));
}
