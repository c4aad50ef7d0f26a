using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Writes the body of a Word document as blocks; notes, comments and what was deleted follow the paragraph they belong to. One document, one thread.</summary>
internal sealed class WordBody(
    DocumentBuilder builder, WordStyles styles, WordNumbering numbering, WordNotes notes, IReadOnlyDictionary<string, Relation> relations, Func<string, XElement?> part, CancellationToken cancellation)
{
    private readonly List<string> endnotes = [];

    /// <summary>The paragraph in the style of a title.</summary>
    public string? Title { get; private set; }

    public string? FirstHeading { get; private set; }

    public void Write(XElement parent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var element in parent.Elements())
        {
            cancellation.ThrowIfCancellationRequested();
            switch (element.Local)
            {
                case "p":
                    WriteParagraph(element);
                    break;
                case "tbl":
                    WriteTable(element);
                    break;
                case "AlternateContent":
                    if ((element.Child("Choice") ?? element.Child("Fallback")) is { } choice) Write(choice);
                    break;
                case "altChunk":
                    builder.Warn(ReasonCode.ForeignPart);
                    break;
                case "sectPr" or "moveFrom" or "del":
                    break;
                default:
                    Write(element);
                    break;
            }
        }
    }

    public void WriteEndnotes()
    {
        foreach (var note in endnotes) builder.Add(BlockKind.Note, note);
    }

    private void WriteParagraph(XElement paragraph)
    {
        var properties = paragraph.Child("pPr");
        var words = new RunningText();
        var runs = new WordRuns(words, relations);
        int heading = styles.HeadingLevel(properties);
        var list = styles.Numbering(properties);
        if (list is { } item && paragraph.All("t").Any()) words.Append(numbering.Next(item.List, item.Level));
        runs.Append(paragraph);
        if (heading > 0)
        {
            builder.Add(BlockKind.Heading, words, heading);
            if (!words.IsEmpty) FirstHeading ??= words.ToString();
            if (!words.IsEmpty && styles.IsTitle(properties)) Title ??= words.ToString();
        }
        else if (list is { } place) builder.Add(BlockKind.ListItem, words, Math.Min(place.Level + 1, 6));
        else
        {
            var kind = styles.KindOf(properties);
            builder.Add(kind, words, kind is BlockKind.ListItem ? 1 : 0);
        }
        WriteBeside(runs);
    }

    private void WriteBeside(WordRuns runs)
    {
        foreach (var description in runs.Descriptions) builder.AddCaption(description);
        foreach (var box in runs.Boxes) Write(box);
        foreach (var (author, words) in runs.Deletions) builder.Add(BlockKind.Note, author is { Length: > 0 } ? $"{author}: ~~{words}~~" : $"~~{words}~~");
        foreach (var (kind, id) in runs.References)
        {
            if (kind is "chart" or "relIds") WriteDrawn(id);
            else if (kind is "commentReference") builder.Add(BlockKind.Note, notes.Comment(id) ?? "");
            else if (kind is "footnoteReference" && notes.Footnote(id) is { } footnote) builder.Add(BlockKind.Note, $"[{id}] {footnote}");
            else if (kind is "endnoteReference" && notes.Endnote(id) is { } endnote) endnotes.Add($"[{id}] {endnote}");
        }
    }

    /// <summary>A chart's numbers, or the words of a diagram.</summary>
    private void WriteDrawn(string id)
    {
        if (relations.GetValueOrDefault(id) is not { IsOutside: false } relation || part(relation.Target) is not { } drawn) return;
        if (relation.Type.EndsWith("/chart", StringComparison.Ordinal)) builder.AddTable(ChartTable.Rows(drawn));
        else DiagramText.Write(builder, drawn);
    }

    private void WriteTable(XElement table)
    {
        if (WordTable.Layout(table) is { } only)
        {
            Write(only);
            return;
        }
        var beside = new List<WordRuns>();
        builder.AddTable(WordTable.Rows(table, cell =>
        {
            var words = new RunningText();
            foreach (var paragraph in cell.All("p"))
            {
                if (paragraph.Ancestors().TakeWhile(parent => parent != cell).Any(parent => parent.Local is "txbxContent" or "del")) continue;
                var runs = new WordRuns(words, relations);
                if (styles.Numbering(paragraph.Child("pPr")) is { } item) words.Append(numbering.Next(item.List, item.Level));
                runs.Append(paragraph);
                words.Append(" ");
                beside.Add(runs);
            }
            return words.ToString();
        }));
        beside.ForEach(WriteBeside);
    }
}
