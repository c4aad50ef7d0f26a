using Markdig;

namespace Zhiyan.Server.Markdown;

/// <summary>The Markdown that messages are written in, the same wherever it is read: CommonMark with tables, task lists, strikethrough, bare links and formulas. HTML is text.</summary>
internal static class Dialect
{
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseTaskLists()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseAutoLinks()
        .UseMathematics()
        .DisableHtml()
        .Build();
}
