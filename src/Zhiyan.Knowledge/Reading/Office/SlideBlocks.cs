using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Writes one slide as blocks: its title, its shapes in their order, and what the speaker wrote below it.</summary>
internal sealed class SlideBlocks(DocumentBuilder builder, OfficePackage package, string part)
{
    private readonly IReadOnlyDictionary<string, Relation> relations = package.Relations(part);

    public string? Title { get; private set; }

    public void Write(XElement slide)
    {
        var tree = slide.At("cSld", "spTree");
        if (tree is null) return;
        var title = tree.All("sp").FirstOrDefault(shape => Placeholder(shape) is "title" or "ctrTitle");
        if (title is not null)
        {
            var words = new RunningText();
            foreach (var paragraph in title.Child("txBody")?.Children("p") ?? [])
            {
                Append(words, paragraph);
                words.Append(" ");
            }
            builder.Add(BlockKind.Heading, words, 1);
            if (!words.IsEmpty) Title = words.ToString();
        }
        WriteShapes(tree, title);
        WriteNotes();
    }

    private void WriteShapes(XElement parent, XElement? title)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var shape in parent.Elements())
        {
            if (shape == title) continue;
            switch (shape.Local)
            {
                case "sp":
                    if (Placeholder(shape) is not ("sldNum" or "dt" or "ftr" or "hdr")) WriteParagraphs(shape.Child("txBody"), Placeholder(shape) is "body" or "obj" or "");
                    break;
                case "grpSp":
                    WriteShapes(shape, title);
                    break;
                case "AlternateContent":
                    if ((shape.Child("Choice") ?? shape.Child("Fallback")) is { } choice) WriteShapes(choice, title);
                    break;
                case "graphicFrame":
                    WriteFrame(shape);
                    break;
            }
            if (shape.Elements().Select(part => part.Child("cNvPr")).FirstOrDefault(named => named is not null)?.Value("descr") is { } description) builder.AddCaption(description);
        }
    }

    private void WriteParagraphs(XElement? body, bool hasBullets)
    {
        int number = 0;
        List<XElement> paragraphs = [.. body?.Children("p") ?? []];
        foreach (var paragraph in paragraphs)
        {
            var properties = paragraph.Child("pPr");
            bool isNumbered = properties?.Child("buAutoNum") is not null;
            bool isItem = properties?.Child("buNone") is null && (isNumbered || properties?.Child("buChar") is not null || hasBullets && paragraphs.Count > 1);
            var words = new RunningText();
            if (!paragraph.All("t").Any()) continue;
            number = isNumbered ? number + 1 : 0;
            if (isNumbered) words.Append($"{number}. ");
            Append(words, paragraph);
            builder.Add(isItem ? BlockKind.ListItem : BlockKind.Paragraph, words, isItem ? Math.Min((properties?.Number("lvl") ?? 0) + 1, 6) : 0);
        }
    }

    private void WriteFrame(XElement frame)
    {
        if (frame.All("tbl").FirstOrDefault() is { } table) builder.AddTable(Rows(table));
        foreach (var reference in frame.All("graphicData").SelectMany(data => data.Descendants()))
        {
            if (reference.Local is "chart" && Related(reference, "id") is { } chart) builder.AddTable(ChartTable.Rows(chart));
            else if (reference.Local is "relIds" && Related(reference, "dm") is { } diagram)
                DiagramText.Write(builder, diagram);
        }
    }

    private XElement? Related(XElement reference, string attribute) => relations.GetValueOrDefault(reference.Value(attribute) ?? "") is { IsOutside: false } relation ? package.Part(relation.Target) : null;

    private static IEnumerable<IEnumerable<string>> Rows(XElement table)
    {
        var above = new Dictionary<int, string>();
        foreach (var row in table.Children("tr"))
            yield return row.Children("tc").Select((cell, column) =>
            {
                if (cell.Value("hMerge") is "1" or "true") return "";
                if (cell.Value("vMerge") is "1" or "true") return above.GetValueOrDefault(column, "");
                return above[column] = string.Join(' ', cell.All("p").Select(paragraph => string.Concat(paragraph.All("t").Select(text => text.Value))));
            }).ToList();
    }

    private void WriteNotes()
    {
        if (package.Part(package.Target(part, "notesSlide")) is not { } notes) return;
        foreach (var shape in notes.All("sp").Where(shape => Placeholder(shape) is "body"))
            foreach (var paragraph in shape.Child("txBody")?.Children("p") ?? [])
            {
                var words = new RunningText();
                Append(words, paragraph);
                builder.Add(BlockKind.Note, words);
            }
    }

    /// <summary>Null for a shape that is no placeholder; empty for one of no named type, which holds a slide's body.</summary>
    private static string? Placeholder(XElement shape) => shape.At("nvSpPr", "nvPr", "ph") is { } placeholder ? placeholder.Value("type") ?? "" : null;

    private void Append(RunningText words, XElement parent)
    {
        foreach (var element in parent.Elements())
        {
            if (element.Local is "br") words.BreakLine();
            else if (element.Local is "t") words.Append(element.Value);
            else if (element.Local is "oMath") words.Append(MathText.Of(element));
            else if (element.Local is "r" or "fld" or "oMathPara" or "m" or "AlternateContent" or "Choice")
            {
                int start = words.Next;
                Append(words, element);
                if (element.At("rPr", "hlinkClick")?.Value("id") is { } id && relations.GetValueOrDefault(id) is { IsOutside: true } relation) words.AddLink(start, relation.Target);
            }
        }
    }
}
