using System.Globalization;
using Markdig.Extensions.TaskLists;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>Walks the syntax tree of a message and sets its blocks on pages.</summary>
internal sealed class PdfBlocks(PageFlow flow, Typesetter type)
{
    private const double ListIndent = 20;
    private const double FullLine = 200;
    private static readonly string[] Bullets = ["•", "◦", "▪"];

    private TextStyle body = TextStyle.Body;
    private int listDepth;

    // The bullet or number of a list item waits for the first line of what the item holds.
    private SetLine? marker;
    private double markerIndent;

    public void Write(ContainerBlock blocks)
    {
        foreach (var block in blocks) Write(block);
    }

    public void Paragraph(IReadOnlyList<StyledRun> runs, TextStyle style) => Draw(type.Set(runs, style), style);

    /// <summary>Who speaks at the left, when at the right.</summary>
    public void NameAndTime(string name, Ink ink, string time)
    {
        var at = type.Set(time, TextStyle.Small).Lines(flow.Width)[0];
        var lines = type.Set(name, TextStyle.Name with { Ink = ink }).Lines(flow.Width - at.Width - 12);
        Draw(lines, TextStyle.Name);
        flow.Sheet.Draw(at, flow.Left + flow.Width - at.Width, flow.Y - TextStyle.Name.Leading + Baseline(TextStyle.Name));
    }

    /// <summary>What a person asked, on a quiet ground that tells it from the answers.</summary>
    public void Tinted(MarkdownDocument message)
    {
        flow.OpenPanel(Ink.Tint, Ink.Brand, 10);
        Inset(14, () => Write(message));
        flow.ClosePanel();
    }

    public void Reasoning(string label, MarkdownDocument reasoning)
    {
        flow.OpenPanel(null, Ink.Rule, 2);
        body = TextStyle.Reasoning;
        Inset(12, () =>
        {
            Paragraph([new StyledRun(label, Emphasis.Strong)], TextStyle.Reasoning);
            Write(reasoning);
        });
        body = TextStyle.Body;
        flow.ClosePanel();
        flow.Space(10);
    }

    private void Write(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                var style = TextStyle.Heading(heading.Level);
                flow.Space(0.9 * style.Leading);
                flow.Keep(style.Leading + 2 * body.Leading);
                Paragraph(StyledRun.Of(heading), style);
                flow.Space(4);
                break;
            case FormulaBlock formula:
                Formula(PlainText.Clean(formula.Source));
                break;
            case CodeBlock code:
                Code(StyledRun.Source(code));
                break;
            case ThematicBreakBlock:
                flow.Space(12);
                flow.Sheet.Rule(flow.Left, flow.Take(0.6), flow.Width, 0.6, Ink.Rule);
                flow.Space(12);
                break;
            case ListBlock list:
                List(list);
                break;
            case QuoteBlock quote:
                Quote(quote);
                break;
            case Table table:
                flow.Space(9);
                new PdfTable(flow, type).Write(table);
                flow.Space(9);
                break;
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock others:
                Write(others);
                break;
            case LeafBlock leaf:
                flow.Space(0.45 * body.Leading);
                Paragraph(StyledRun.Of(leaf), body);
                flow.Space(0.45 * body.Leading);
                break;
        }
    }

    private void Code(string source)
    {
        flow.Space(8);
        flow.Keep(3 * TextStyle.Code.Leading);
        flow.OpenPanel(Ink.Shade, null, 8);
        Inset(10, () => Paragraph([new StyledRun(source)], TextStyle.Code));
        flow.ClosePanel();
        flow.Space(8);
    }

    private void Formula(string source)
    {
        flow.Space(8);
        Inset(24, () => Paragraph([new StyledRun(source, Emphasis.Math)], body));
        flow.Space(8);
    }

    private void Quote(QuoteBlock quote)
    {
        flow.Space(7);
        flow.OpenPanel(null, Ink.Rule, 2);
        var outer = body;
        body = body with { Ink = Ink.Soft };
        Inset(13, () => Write(quote));
        body = outer;
        flow.ClosePanel();
        flow.Space(7);
    }

    private void List(ListBlock list)
    {
        flow.Space(0.3 * body.Leading);
        var number = int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var first) ? first : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var sign = list.IsOrdered ? $"{number++}{list.OrderedDelimiter}" : Task(item) ?? Bullets[listDepth % Bullets.Length];
            var moved = flow.Indent(ListIndent);
            (marker, markerIndent) = (type.Set(sign, body).Lines(FullLine)[0], moved);
            listDepth++;
            if (list.IsLoose) flow.Space(0.4 * body.Leading);
            foreach (var block in item)
                if (block is ParagraphBlock paragraph) ItemParagraph(paragraph, list.IsLoose);
                else Write(block);
            listDepth--;
            if (marker is not null) Paragraph([], body);
            flow.Outdent(moved);
        }
        flow.Space(0.45 * body.Leading);
    }

    private void ItemParagraph(ParagraphBlock paragraph, bool isLoose)
    {
        var runs = StyledRun.Of(paragraph);
        if (paragraph.Inline?.FirstChild is TaskList && marker is not null && runs.Count > 0) runs.RemoveAt(0);
        if (runs is [{ Text: var text } space, ..] && text.StartsWith(' ')) runs[0] = space with { Text = text.TrimStart() };
        flow.Space(isLoose ? 0.35 * body.Leading : 1.5);
        Paragraph(runs, body);
    }

    private static string? Task(ListItemBlock item) =>
        item is [ParagraphBlock { Inline.FirstChild: TaskList task }, ..] ? task.Checked ? "☑" : "☐" : null;

    private void Draw(SetText text, TextStyle style) => Draw(text.Lines(flow.Width), style);

    private void Draw(List<SetLine> lines, TextStyle style)
    {
        foreach (var line in lines)
        {
            var baseline = flow.Take(style.Leading) + Baseline(style);
            flow.Sheet.Draw(line, flow.Left, baseline);
            if (marker is not { } sign) continue;
            marker = null;
            flow.Sheet.Draw(sign, Math.Max(0, flow.Left - Math.Max(markerIndent, sign.Width + 4)), baseline);
        }
    }

    private static double Baseline(TextStyle style) => style.Leading / 2 + 0.36 * style.Size;

    private void Inset(double wanted, Action write)
    {
        var moved = flow.Indent(wanted);
        write();
        flow.Outdent(moved);
    }
}
