using System.Text;

namespace Zhiyan.Server.Tests.Export;

public sealed class TranscriptWriterTests
{
    public static TheoryData<string, string> Hostile
    {
        get
        {
            var texts = new Dictionary<string, string>
            {
                ["a script"] = "<script>alert(1)</script><img src=x onerror=alert(1)>\n\n<style>*{display:none}</style>",
                ["control characters"] = "a\0b\u0001\u0008\u000b\u000c\u001b[31m\u007f\u0085\ufffe\uffff",
                ["half surrogates"] = "\ud83d and \ude00 and \ude00\ud83d\n\n`\ud83d`\n\n[\ud83d](https://example.org/\ud83d)",
                ["entities of forbidden characters"] = "&#0; &#1; &#xD800; &#xFFFE; &#x110000;",
                ["a word of a megabyte"] = new string('x', 1_000_000),
                ["a Chinese word of 100,000 closing brackets"] = new string('》', 100_000),
                ["lists in lists"] = string.Concat(Enumerable.Range(0, 500).Select(depth => new string(' ', 2 * depth) + "- a\n")),
                ["quotes in quotes"] = new string('>', 5_000) + " a",
                ["emphasis in emphasis"] = string.Concat(Enumerable.Repeat("*a **b ", 3_000)) + string.Concat(Enumerable.Repeat("** *", 3_000)),
                ["brackets in brackets"] = new string('[', 10_000) + new string(']', 10_000),
                ["40 levels of quotes and lists"] = string.Concat(Enumerable.Repeat("> - ", 20)) + "a\n\n" + string.Concat(Enumerable.Repeat("> 1. ", 20)) + "```\ncode",
                ["a table of 200 columns"] = Row("head") + Row("-") + Row("cell"),
                ["a cell higher than a page"] = "| a | b |\n|---|---|\n| " + string.Concat(Enumerable.Repeat("很长的一格 ", 5_000)) + " | x |",
                ["an enormous list number"] = "999999999. a\n\n0. b",
                ["links of every bad kind"] = "[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) [d](//host) [e](https://%zz) [f](http://[::1) [g](<https://a b\">)",
                ["nothing"] = "",
                ["white space"] = " \n\t\n\u3000\n",
            };
            return [.. texts.SelectMany(text => Transcripts.Formats.Select(format => new TheoryDataRow<string, string>(format.Data, text.Value) { TestDisplayName = $"{text.Key}{format.Data}" }))];

            static string Row(string cell) => string.Concat(Enumerable.Repeat($"| {cell} ", 200)) + "|\n";
        }
    }

    [Theory]
    [MemberData(nameof(Transcripts.Formats), MemberType = typeof(Transcripts))]
    public void The_same_chat_gives_the_same_bytes(string format)
    {
        var writer = Transcripts.Writer(format);

        var (first, second) = (writer.Written(Transcripts.Whole), Transcripts.Writer(format).Written(Transcripts.Whole));

        Assert.Equal(first, second);
        Assert.NotEqual(first, writer.Written(Transcripts.Of("another")));
    }

    [Theory]
    [MemberData(nameof(Transcripts.Formats), MemberType = typeof(Transcripts))]
    public void Several_chats_can_be_written_at_once(string format)
    {
        var writer = Transcripts.Writer(format);
        var alone = writer.Written(Transcripts.Whole);

        var together = new byte[4][];
        Parallel.For(0, together.Length, index => together[index] = writer.Written(Transcripts.Whole));

        Assert.All(together, written => Assert.Equal(alone, written));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_message_stops_an_export(string format, string text)
    {
        var transcript = Transcripts.Of(text, text) is var plain ? plain with { Title = text.Length > 1000 ? text[..1000] : text } : null!;
        var named = transcript with { Turns = [.. transcript.Turns.Select(turn => turn with { Reasoning = text, Files = [new(text.Length > 200 ? text[..200] : text, 0)] })] };

        var written = Transcripts.Writer(format).Written(named);

        switch (format)
        {
            case ".pdf": Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(written, 0, 5), StringComparison.Ordinal); break;
            case ".docx": DocxTranscriptTests.AssertValid(written); break;
            case ".html": HtmlTranscriptTests.AssertInert(Encoding.UTF8.GetString(written)); break;
            default: Assert.Contains("## zhiyan-mini", Encoding.UTF8.GetString(written), StringComparison.Ordinal); break;
        }
    }

    [Theory]
    [MemberData(nameof(Transcripts.Formats), MemberType = typeof(Transcripts))]
    public void A_chat_of_2_000_messages_is_written_whole(string format)
    {
        var messages = Enumerable.Range(0, 2000).Select(index => index == 1999 ? "最后一条 the-very-last" : $"第 {index} 条：{Transcripts.EveryElement}");

        var written = Transcripts.Writer(format).Written(Transcripts.Of(messages));

        Assert.True(written.Length > 100_000);
        if (format is ".html" or ".md") Assert.Contains("the-very-last", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
    }
}
