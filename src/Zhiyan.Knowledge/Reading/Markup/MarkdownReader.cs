using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Markdown: the text as it is, its blocks and links found by the parser.</summary>
internal sealed class MarkdownReader : IDocumentReader
{
    private static readonly MarkdownPipeline pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation().UseYamlFrontMatter().UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().UseMathematics().UseAutoLinks().Build();

    public bool Reads(SourceFile file) => file.Ending is ".md" or ".markdown" or ".mdown" or ".mkd" or ".mdx" or ".qmd" or ".rmd" && TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var text = DecodedFile.Text(file, limits);
        if (Parsed(text) is not { } syntax)
            return new Document { Text = text, Blocks = PlainTextBlocks.Of(text), Warnings = [new Reason(ReasonCode.MarkdownNested)] };
        var blocks = new MarkdownBlocks(text).Of(syntax);
        return new Document { Text = text, Title = Title(text, syntax), Blocks = blocks, Links = Links(text, syntax) };
    }

    /// <summary>Null where the nesting is hostile: the parser has a limit of its own, and says so with an argument's exception.</summary>
    private static MarkdownDocument? Parsed(string text)
    {
        if (MarkdownNesting.IsHostile(text)) return null;
        try
        {
            return Markdown.Parse(text, pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Title(string text, MarkdownDocument syntax)
    {
        if (syntax.OfType<YamlFrontMatterBlock>().FirstOrDefault() is { } matter)
            foreach (var line in text[matter.Span.Start..(matter.Span.End + 1)].Split('\n'))
                if (line.StartsWith("title:", StringComparison.OrdinalIgnoreCase) && line[6..].Trim().Trim('"', '\'') is { Length: > 0 } title) return title;
        var first = syntax.OfType<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1);
        return first is null ? null : text[first.Span.Start..(first.Span.End + 1)].Split('\n')[0].Trim().Trim('#').Trim() is { Length: > 0 } words ? words : null;
    }

    private static List<Link> Links(string text, MarkdownDocument syntax)
    {
        var links = new List<Link>();
        foreach (var inline in syntax.Descendants<Inline>())
        {
            var target = inline switch { LinkInline link => link.Url, AutolinkInline link => link.Url, _ => null };
            if (string.IsNullOrEmpty(target) || inline.Span.Start < 0 || inline.Span.End >= text.Length || inline.Span.End < inline.Span.Start) continue;
            links.Add(new Link(inline.Span.Start, inline.Span.End + 1, target));
        }
        links.Sort((one, other) => one.Start.CompareTo(other.Start));
        return links;
    }
}
