using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;

namespace Zhiyan.Server.Markdown;

/// <summary>The Markdown that messages are written in, the same wherever it is read: CommonMark with tables, task lists, strikethrough, bare links and formulas. HTML is text.</summary>
internal static class Dialect
{
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .UsePipeTables(new PipeTableOptions { UseGfmRules = true, UseHeaderForColumnCount = true })
        .UseTaskLists()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseCjkFriendlyEmphasis()       // **知言（Zhiyan）**是: plain CommonMark leaves the stars of it standing
        .Use<Formulas>()
        .Use<BareLinks>()
        .DisableHtml()
        .Build();

    private sealed class Formulas : IMarkdownExtension
    {
        public void Setup(MarkdownPipelineBuilder pipeline)
        {
            pipeline.BlockParsers.Insert(0, new FormulaBlockParser());
            pipeline.InlineParsers.InsertBefore<EscapeInlineParser>(new FormulaInlineParser());
        }

        public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) { }
    }

    private sealed class BareLinks : IMarkdownExtension
    {
        public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, new BareLinkParser());

        public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) { }
    }
}
