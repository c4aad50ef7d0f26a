using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Writes the body of an OpenDocument file as blocks; notes, comments and descriptions follow their paragraph. One document, one thread.</summary>
internal sealed class OpenDocumentBlocks(DocumentBuilder builder, OpenDocumentLists lists, CancellationToken cancellation)
{
    private const int MaximumColumns = 1_000;

    private readonly List<(BlockKind Kind, string Words)> beside = [];
    private readonly List<XElement> boxes = [];
    private readonly Dictionary<string, string> deletions = [];

    public string? FirstHeading { get; private set; }

    public void Write(XElement parent, int listLevel = 0, string? listStyle = null)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var element in parent.Elements())
        {
            cancellation.ThrowIfCancellationRequested();
            switch (element.Local)
            {
                case "h":
                    WriteParagraph(element, BlockKind.Heading, Math.Clamp(element.Number("outline-level") ?? 1, 1, 6));
                    break;
                case "p":
                    WriteParagraph(element, BlockKind.Paragraph, 0);
                    break;
                case "list":
                    WriteList(element, listLevel + 1, element.Value("style-name") ?? listStyle);
                    break;
                case "table":
                    WriteTable(element);
                    break;
                case "tracked-changes":
                    foreach (var change in element.Children("changed-region"))
                        if (change.Child("deletion") is { } deletion) deletions.TryAdd(change.Value("id") ?? "", Signed(deletion.All("creator").FirstOrDefault()?.Value, $"~~{Deleted(deletion)}~~"));
                    break;
                case "frame" or "custom-shape" or "rect":
                    WriteFrame(element);
                    break;
                case "notes" or "forms" or "sequence-decls" or "variable-decls" or "table-of-content-source" or "annotation":
                    break;
                default:
                    Write(element, listLevel, listStyle);
                    break;
            }
        }
    }

    public void WriteSheets(XElement body)
    {
        foreach (var sheet in body.Children("table"))
        {
            builder.Add(BlockKind.Heading, sheet.Value("name") ?? "", 1);
            var table = new SheetTable(builder);
            foreach (var row in AllCells(sheet)) table.Add(row);
            table.End();
            WriteBeside();
        }
    }

    /// <summary>The title first, then the other shapes in their order, then what the speaker wrote.</summary>
    public void WriteSlide(XElement page)
    {
        var title = page.Children("frame").FirstOrDefault(frame => frame.Value("class") is "title");
        if (title is not null)
        {
            var words = new RunningText();
            foreach (var paragraph in title.All("p")) Append(words, paragraph);
            builder.Add(BlockKind.Heading, words, 1);
            if (!words.IsEmpty) FirstHeading ??= words.ToString();
        }
        foreach (var shape in page.Elements())
            if (shape != title && shape.Local is not ("notes" or "forms")) WriteFrame(shape);
        foreach (var paragraph in page.Child("notes")?.All("p") ?? [])
        {
            var words = new RunningText();
            Append(words, paragraph);
            builder.Add(BlockKind.Note, words);
        }
    }

    private void WriteParagraph(XElement paragraph, BlockKind kind, int level, string label = "")
    {
        var words = new RunningText();
        words.Append(label);
        Append(words, paragraph);
        builder.Add(kind, words, level);
        if (kind is BlockKind.Heading && !words.IsEmpty) FirstHeading ??= words.ToString();
        WriteBeside();
    }

    private void WriteBeside()
    {
        foreach (var (kind, words) in beside.ToList()) builder.Add(kind, words);
        beside.Clear();
        var waiting = boxes.ToList();
        boxes.Clear();
        waiting.ForEach(WriteFrame);
    }

    private void WriteList(XElement list, int level, string? style)
    {
        int number = 0;
        foreach (var item in list.Elements().Where(item => item.Local is "list-item" or "list-header"))
        {
            number = item.Number("start-value") ?? number + 1;
            bool isFirst = true;
            foreach (var part in item.Elements())
            {
                if (part.Local is "p" or "h" && isFirst)
                {
                    bool isHeading = part.Local is "h";
                    WriteParagraph(part, isHeading ? BlockKind.Heading : BlockKind.ListItem, isHeading ? Math.Clamp(part.Number("outline-level") ?? 1, 1, 6) : Math.Min(level, 6), lists.Label(style, level, number));
                    isFirst = false;
                }
                else if (part.Local is "list") WriteList(part, level + 1, part.Value("style-name") ?? style);
                else if (part.Local is "p") WriteParagraph(part, BlockKind.Paragraph, 0);
                else Write(part, level, style);
            }
        }
    }

    private void WriteFrame(XElement frame)
    {
        var description = frame.Child("desc")?.Value ?? frame.Child("title")?.Value;
        if (description is not null) builder.AddCaption(description);
        Write(frame);
    }

    private void WriteTable(XElement table)
    {
        builder.AddTable(AllCells(table));
        WriteBeside();
    }

    private IEnumerable<List<string>> AllCells(XElement table) =>
        Rows(table).SelectMany(row => Enumerable.Repeat(Cells(row), row.All("p").Any() ? Math.Clamp(row.Number("number-rows-repeated") ?? 1, 1, 10_000) : 0));

    private static IEnumerable<XElement> Rows(XElement table) => table.Elements().SelectMany(child =>
        child.Local is "table-row" ? [child] : child.Local is "table-header-rows" or "table-rows" or "table-row-group" ? Rows(child) : []);

    private List<string> Cells(XElement row)
    {
        cancellation.ThrowIfCancellationRequested();
        var cells = new List<string>();
        foreach (var cell in row.Elements().Where(cell => cell.Local is "table-cell" or "covered-table-cell"))
        {
            var words = new RunningText();
            foreach (var paragraph in cell.Elements().Where(part => part.Local is not "annotation").SelectMany(part => part.Local is "p" or "h" ? [part] : part.Descendants().Where(inner => inner.Local is "p" or "h")))
            {
                Append(words, paragraph);
                words.Append(" ");
            }
            for (int times = Math.Max(cell.Number("number-columns-repeated") ?? 1, 1); times > 0 && cells.Count < MaximumColumns; times--) cells.Add(words.ToString());
        }
        while (cells.Count > 0 && cells[^1].Length == 0) cells.RemoveAt(cells.Count - 1);
        return cells;
    }

    private void Append(RunningText words, XElement parent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var node in parent.Nodes())
        {
            if (node is XText text) words.Append(text.Value);
            else if (node is XElement element) AppendOne(words, element);
        }
    }

    private void AppendOne(RunningText words, XElement element)
    {
        switch (element.Local)
        {
            case "s" or "tab":
                words.Append(" ");
                break;
            case "line-break":
                words.BreakLine();
                break;
            case "a":
                int start = words.Next;
                Append(words, element);
                if (element.Value("href") is { Length: > 0 } target && target[0] != '#') words.AddLink(start, target);
                break;
            case "note":
                var mark = element.Child("note-citation")?.Value ?? "*";
                words.Append($"[{mark}]");
                beside.Add((BlockKind.Note, $"[{mark}] {Words(element.Child("note-body"))}"));
                break;
            case "annotation":
                beside.Add((BlockKind.Note, Signed(element.Child("creator")?.Value, string.Join(' ', element.Descendants().Where(part => part.Local is "p").Select(Words)))));
                break;
            case "change":
                if (deletions.TryGetValue(element.Value("change-id") ?? "", out var deleted)) beside.Add((BlockKind.Note, deleted));
                break;
            case "frame" or "custom-shape":
                boxes.Add(element);
                break;
            case "annotation-end" or "page-number" or "page-count" or "rt" or "bookmark":
                break;
            default:
                Append(words, element);
                break;
        }
    }

    private static string Signed(string? author, string words) => author is { Length: > 0 } ? $"{author}: {words}" : words;

    private static string Deleted(XElement deletion) => string.Join(' ', deletion.Elements().Where(part => part.Local is "p" or "h").Select(Words));

    private static string Words(XElement? part)
    {
        var words = new RunningText();
        words.Append(part?.Value ?? "");
        return words.ToString();
    }
}
