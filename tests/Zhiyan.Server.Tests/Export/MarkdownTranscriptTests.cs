using System.Text;

namespace Zhiyan.Server.Tests.Export;

public sealed class MarkdownTranscriptTests
{
    [Fact]
    public void A_head_a_heading_for_each_message_and_the_messages_as_typed()
    {
        var written = Text(Transcripts.Whole);

        Assert.StartsWith("---\ntitle: \"排序 & <sorting>\"\ndate: 2026-03-14T09:26:00+08:00\nlang: \"zh-Hans\"\n---\n\n## 你\n\n请讲讲快速排序\n", written, StringComparison.Ordinal);
        Assert.Contains("**附件**\n\n- 笔记.pdf (1.5 KB)\n", written, StringComparison.Ordinal);
        Assert.Contains("## zhiyan-mini\n\n> **思考过程**\n>\n> 先想*直觉*。\n>\n> 再想证明。\n\n" + Transcripts.EveryElement + "\n", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("```python\nprint(1)", "```python\nprint(1)\n```\n\n## zhiyan-mini")]
    [InlineData("~~~~\na\n~~~", "~~~~\na\n~~~\n~~~~\n\n## zhiyan-mini")]
    [InlineData("```\na\n```", "```\na\n```\n\n## zhiyan-mini")]
    public void A_code_block_that_was_cut_short_does_not_swallow_the_next_message(string text, string expected) =>
        Assert.Contains(expected, Text(Transcripts.Of(text, "next")), StringComparison.Ordinal);

    private static string Text(Zhiyan.Server.Export.Transcript transcript) => Encoding.UTF8.GetString(Transcripts.Markdown.Written(transcript));
}
