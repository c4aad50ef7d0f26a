using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Footnotes, endnotes and comments of a Word document, by their ids.</summary>
internal sealed class WordNotes(OfficePackage package, string part)
{
    private readonly Dictionary<string, XElement> footnotes = Find(package, part, "footnotes", "footnote");
    private readonly Dictionary<string, XElement> endnotes = Find(package, part, "endnotes", "endnote");
    private readonly Dictionary<string, XElement> comments = Find(package, part, "comments", "comment");

    /// <summary>Null for an id without a note.</summary>
    public string? Footnote(string id) => Words(footnotes.GetValueOrDefault(id));

    public string? Endnote(string id) => Words(endnotes.GetValueOrDefault(id));

    public string? Comment(string id) => comments.GetValueOrDefault(id) is { } comment && Words(comment) is { } words
        ? comment.Value("author") is { Length: > 0 } author ? $"{author}: {words}" : words
        : null;

    private static Dictionary<string, XElement> Find(OfficePackage package, string part, string type, string name) =>
        (package.Part(package.Target(part, type))?.Children(name) ?? []).GroupBy(note => note.Value("id") ?? "").ToDictionary(group => group.Key, group => group.First());

    private static string? Words(XElement? note)
    {
        if (note is null) return null;
        var words = new RunningText();
        foreach (var paragraph in note.All("p"))
        {
            new WordRuns(words).Append(paragraph);
            words.Append(" ");
        }
        return words.IsEmpty ? null : words.ToString();
    }
}
