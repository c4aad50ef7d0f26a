using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Tables = Markdig.Extensions.Tables;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Export.Docx;

/// <summary>Walks the syntax tree of a message and writes its blocks as paragraphs and tables, one after the other, so that a long chat is never in memory as elements.</summary>
internal sealed class DocxBlocks(MainDocumentPart main, OpenXmlWriter writer, DocxFonts fonts, DocxLists lists)
{
    private const int TextWidthTwips = 9106;
    private const int MostColumns = 63;
    private const int QuoteStepTwips = 240;

    private readonly Dictionary<string, string> links = [];

    // What a paragraph is when nothing else is said of it: it differs in questions, quotes and reasoning.
    private string body = "Normal";
    private int depth;
    private int quoteDepth;
    private bool isTask;

    // The list whose next paragraph gets its bullet or number, or none where it has been given.
    private int? pendingList;

    public void Write(TranscriptTurn turn, TranscriptLabels labels)
    {
        var isUser = turn.Role == TurnRole.User;
        Speaker(PlainText.Line(turn.Name), PlainText.Time(turn.At), isUser);
        if (!string.IsNullOrWhiteSpace(turn.Reasoning))
        {
            body = "Reasoning";
            Paragraph(body, [new StyledRun(labels.Reasoning, Emphasis.Strong)]);
            Write(MarkdownTree.Parse(turn.Reasoning));
        }
        body = isUser ? "Question" : "Normal";
        Write(MarkdownTree.Parse(turn.Markdown));
        if (turn.Files is not { Count: > 0 } files) return;
        var names = string.Join("  ·  ", files.Select(file => $"{PlainText.Line(file.Name)} ({PlainText.Size(file.Bytes)})"));
        Paragraph("Files", [new StyledRun(labels.Files + "  ", Emphasis.Strong), new StyledRun(names)]);
    }

    public void Paragraph(string style, IReadOnlyList<StyledRun> runs)
    {
        var properties = new ParagraphProperties { ParagraphStyleId = new ParagraphStyleId { Val = style } };
        if (depth > 0)
        {
            var level = Math.Min(depth - 1, DocxLists.Deepest);
            if (pendingList is { } list)
                properties.NumberingProperties = new NumberingProperties(new NumberingLevelReference { Val = level }, new NumberingId { Val = list });
            else properties.Indentation = new Indentation { Left = $"{(level + 1) * DocxLists.StepTwips}", Hanging = isTask ? $"{DocxLists.StepTwips}" : null };
            (pendingList, isTask) = (null, false);
        }
        else if (quoteDepth > 1) properties.Indentation = new Indentation { Left = $"{QuoteStepTwips * Math.Min(quoteDepth, DocxLists.Deepest)}" };
        var isStrong = style.StartsWith("Heading", StringComparison.Ordinal);
        var isMono = style is "Code" or "Formula";
        var paragraph = new Paragraph(properties);
        Append(paragraph, runs, isStrong, isMono);
        writer.WriteElement(paragraph);
    }

    private void Speaker(string name, string time, bool isUser)
    {
        fonts.Use(name, isBold: true, isMono: false);
        var color = new RunProperties { Color = new Color { Val = isUser ? "B23A2B" : "24211E" } };
        var quiet = new RunProperties { Bold = new Bold { Val = false }, Color = new Color { Val = "7A736B" }, FontSize = new FontSize { Val = "17" } };
        writer.WriteElement(new Paragraph(
            new ParagraphProperties { ParagraphStyleId = new ParagraphStyleId { Val = "Speaker" } },
            new Run(color, Text(name)),
            new Run(quiet, new TabChar(), Text(time))));
    }

    private void Write(ContainerBlock blocks)
    {
        foreach (var block in blocks) Write(block);
    }

    private void Write(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Paragraph($"Heading{Math.Min(heading.Level, 3)}", StyledRun.Of(heading));
                break;
            case FormulaBlock formula:
                Paragraph("Formula", [new StyledRun(PlainText.Clean(formula.Source))]);
                break;
            case CodeBlock code:
                Paragraph("Code", [new StyledRun(StyledRun.Source(code))]);
                break;
            case ThematicBreakBlock:
                Paragraph("Rule", []);
                break;
            case ListBlock list:
                Write(list);
                break;
            case QuoteBlock quote:
                var outer = body;
                body = body == "Reasoning" ? body : "Quote";
                quoteDepth++;
                Write((ContainerBlock)quote);
                quoteDepth--;
                body = outer;
                break;
            case Tables.Table table:
                Write(table);
                break;
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock others:
                Write(others);
                break;
            case LeafBlock leaf:
                Paragraph(depth > 0 && body == "Normal" ? "ListParagraph" : body, StyledRun.Of(leaf));
                break;
        }
    }

    private void Write(ListBlock list)
    {
        var level = Math.Min(depth, DocxLists.Deepest);
        var start = int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var first) ? first : 1;
        var number = list.IsOrdered ? lists.NumberedList(level, start) : DocxLists.BulletList;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            depth++;
            // A task has its box in place of the bullet.
            isTask = item is [ParagraphBlock { Inline.FirstChild: TaskList }, ..];
            pendingList = isTask ? null : number;
            Write((ContainerBlock)item);
            if (pendingList is not null) Paragraph("ListParagraph", []);
            (pendingList, isTask) = (null, false);
            depth--;
        }
    }

    private void Write(Tables.Table table)
    {
        var rows = table.OfType<Tables.TableRow>().ToList();
        var columns = Math.Clamp(rows.Max(row => row.Count), 1, MostColumns);
        // Word joins tables that follow each other, and a list marker has to stand somewhere.
        if (pendingList is not null) Paragraph("ListParagraph", []);
        var width = TextWidthTwips / columns;
        var element = new Table(
            new TableProperties(
                new TableStyle { Val = "Grid" },
                new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct },
                new TableLook { Val = "0020", FirstRow = true, NoHorizontalBand = true, NoVerticalBand = true }),
            new TableGrid(Enumerable.Range(0, columns).Select(_ => new GridColumn { Width = $"{width}" })));
        foreach (var row in rows)
        {
            var cells = new TableRow();
            var properties = new TableRowProperties(new CantSplit());
            if (row.IsHeader) properties.Append(new TableHeader());
            cells.Append(properties);
            for (var column = 0; column < columns; column++)
                cells.Append(Cell(column < row.Count ? (Tables.TableCell)row[column] : null, table, column, row.IsHeader));
            element.Append(cells);
        }
        writer.WriteElement(element);
        writer.WriteElement(new Paragraph(new ParagraphProperties
        {
            ParagraphStyleId = new ParagraphStyleId { Val = "Cell" },
        }));
    }

    private TableCell Cell(Tables.TableCell? cell, Tables.Table table, int column, bool isHeader)
    {
        var alignment = column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null;
        var paragraph = new Paragraph(new ParagraphProperties
        {
            ParagraphStyleId = new ParagraphStyleId { Val = "Cell" },
            Justification = alignment switch
            {
                Tables.TableColumnAlign.Right => new Justification { Val = JustificationValues.Right },
                Tables.TableColumnAlign.Center => new Justification { Val = JustificationValues.Center },
                _ => null,
            },
        });
        if (cell is not null) Append(paragraph, [.. cell.OfType<LeafBlock>().SelectMany(StyledRun.Of)], isHeader, isMono: false);
        return new(new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Auto, Width = "0" }), paragraph);
    }

    private void Append(Paragraph paragraph, IReadOnlyList<StyledRun> runs, bool isStrong, bool isMono)
    {
        foreach (var run in runs)
        {
            var code = run.Emphasis.HasFlag(Emphasis.Code);
            var formula = run.Emphasis.HasFlag(Emphasis.Math);
            fonts.Use(run.Text, isStrong || run.Emphasis.HasFlag(Emphasis.Strong), isMono || code || formula);
            var properties = new RunProperties();
            if (code) properties.RunStyle = new RunStyle { Val = "CodeText" };
            else if (formula) properties.RunStyle = new RunStyle { Val = "FormulaText" };
            else if (run.Link is not null) properties.RunStyle = new RunStyle { Val = "Hyperlink" };
            // Said again on the run: in tables, some readers put the table's font before a character style's.
            if (code || formula) properties.RunFonts = new RunFonts { Ascii = "JetBrains Mono", HighAnsi = "JetBrains Mono", EastAsia = "Noto Sans SC" };
            if (run.Emphasis.HasFlag(Emphasis.Strong)) properties.Bold = new Bold();
            if (run.Emphasis.HasFlag(Emphasis.Italic)) properties.Italic = new Italic();
            if (run.Emphasis.HasFlag(Emphasis.Struck)) properties.Strike = new Strike();
            var element = new Run { RunProperties = properties.HasChildren ? properties : null };
            AppendLines(element, run.Text);
            if (run.Link is { } target) paragraph.Append(new Hyperlink(element) { Id = Relationship(target) });
            else paragraph.Append(element);
        }
    }

    private static void AppendLines(Run element, string text)
    {
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (line > 0) element.Append(new Break());
            var cells = lines[line].Split('\t');
            for (var cell = 0; cell < cells.Length; cell++)
            {
                if (cell > 0) element.Append(new TabChar());
                if (cells[cell].Length > 0) element.Append(Text(cells[cell]));
            }
        }
    }

    private string Relationship(Uri target)
    {
        if (links.TryGetValue(target.AbsoluteUri, out var id)) return id;
        id = $"rIdLink{links.Count + 1}";
        main.AddHyperlinkRelationship(target, true, id);
        return links[target.AbsoluteUri] = id;
    }

    private static Text Text(string text) => new(text) { Space = SpaceProcessingModeValues.Preserve };
}
