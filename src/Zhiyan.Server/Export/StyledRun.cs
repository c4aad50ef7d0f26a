using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Export;

/// <summary>How a piece of text stands out from its paragraph.</summary>
[Flags]
internal enum Emphasis
{
    None = 0,
    Strong = 1,
    Italic = 2,
    Struck = 4,
    Code = 8,
    Math = 16,
}

/// <summary>A piece of a paragraph in one style; a text of "\n" alone is a line break.</summary>
internal sealed record StyledRun(string Text, Emphasis Emphasis = Emphasis.None, Uri? Link = null)
{
    private const string Ticked = "☑";
    private const string Unticked = "☐";

    /// <summary>The inlines of a block from left to right.</summary>
    public static List<StyledRun> Of(LeafBlock block)
    {
        var runs = new List<StyledRun>();
        if (block.Inline is { } inlines) Collect(inlines, Emphasis.None, null, runs);
        else if (block.Lines.Count > 0) runs.Add(new StyledRun(Source(block)));
        return runs;
    }

    /// <summary>The lines of a code block or formula as they were typed.</summary>
    public static string Source(LeafBlock block) => block.Lines.ToString().Replace("\r", "").Trim('\n');

    private static void Collect(ContainerInline inlines, Emphasis emphasis, Uri? link, List<StyledRun> runs)
    {
        foreach (var inline in inlines)
            switch (inline)
            {
                case LiteralInline literal:
                    runs.Add(new StyledRun(literal.Content.ToString(), emphasis, link));
                    break;
                case EmphasisInline marked:
                    Collect(marked, emphasis | Meaning(marked), link, runs);
                    break;
                case CodeInline code:
                    runs.Add(new StyledRun(code.Content, emphasis | Emphasis.Code, link));
                    break;
                case FormulaInline formula:
                    runs.Add(new StyledRun(PlainText.Clean(formula.Source), emphasis | Emphasis.Math, link));
                    break;
                case LinkInline target:
                    CollectLink(target, emphasis, link, runs);
                    break;
                case AutolinkInline address:
                    runs.Add(new StyledRun(address.Url, emphasis, SafeLink.Parse(address.IsEmail ? "mailto:" + address.Url : address.Url)));
                    break;
                case HtmlEntityInline entity:
                    runs.Add(new StyledRun(PlainText.Clean(entity.Transcoded.ToString()), emphasis, link));
                    break;
                case HtmlInline html:
                    runs.Add(new StyledRun(html.Tag, emphasis, link));
                    break;
                case TaskList task:
                    runs.Add(new StyledRun(task.Checked ? Ticked : Unticked, emphasis, link));
                    break;
                case LineBreakInline end:
                    runs.Add(new StyledRun(end.IsHard ? "\n" : SoftBreak(end), emphasis, link));
                    break;
                case ContainerInline others:
                    Collect(others, emphasis, link, runs);
                    break;
            }
    }

    private static void CollectLink(LinkInline target, Emphasis emphasis, Uri? outer, List<StyledRun> runs)
    {
        var link = SafeLink.Parse(target.Url) ?? outer;
        var before = runs.Count;
        Collect(target, emphasis, link, runs);
        if (runs.Count == before) runs.Add(new StyledRun(PlainText.Clean(target.Url ?? ""), emphasis, link));
    }

    private static Emphasis Meaning(EmphasisInline marked) => marked switch
    {
        { DelimiterChar: '~' } => Emphasis.Struck,
        { DelimiterCount: 2 } => Emphasis.Strong,
        _ => Emphasis.Italic,
    };

    /// <summary>A line end in the source is a space between words, and nothing between two Chinese characters.</summary>
    private static string SoftBreak(LineBreakInline end) =>
        end.PreviousSibling is LiteralInline { Content: { Length: > 0 } left } && end.NextSibling is LiteralInline { Content: { Length: > 0 } right }
        && Script.IsWide(left.Text[left.End]) && Script.IsWide(right.Text[right.Start]) ? "" : " ";
}
