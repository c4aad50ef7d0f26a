namespace Zhiyan.Knowledge.Retrieval;

/// <summary>Where a passage stands in its document. Places are UTF-16 units into the document's text.</summary>
/// <param name="Headings">Those it lies under, the highest first; one that it begins with is among them.</param>
/// <param name="SectionStart">Of the section under the nearest of them; all of a document without headings.</param>
/// <param name="Before">The passage before it; null for a document's first.</param>
/// <param name="After">The passage after it; null for a document's last.</param>
public sealed record PassageContext(IReadOnlyList<string> Headings, int SectionStart, int SectionEnd, Neighbour? Before, Neighbour? After);

public sealed record Neighbour(int Start, int End, int? Page, string Text);
