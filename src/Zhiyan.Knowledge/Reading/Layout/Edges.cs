namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Where a column's lines may begin and end.</summary>
internal readonly record struct Edges(float Left, float Right);
