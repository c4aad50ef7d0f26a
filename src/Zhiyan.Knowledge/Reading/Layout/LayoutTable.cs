namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>A table found on a page: where it lies, its rows, and the lines of each cell.</summary>
internal sealed record LayoutTable(Box Box, IReadOnlyList<IReadOnlyList<IReadOnlyList<TextLine>>> Rows);
