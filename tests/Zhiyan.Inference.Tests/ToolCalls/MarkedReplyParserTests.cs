using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.ToolCalls;

public sealed class MarkedReplyParserTests
{
    private const string Call = "<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>";

    private static readonly ReplyOptions Offered = new() { Tools = [new("now", null, null), new("search", "finds", null)] };

    [Theory]
    [InlineData("  你好  \n", "你好")]
    [InlineData("a\n" + Call + " \n" + Call + "\n\nb", "a\nb")]
    [InlineData("a" + Call + "b" + Call + "c", "a\nb\nc")]
    [InlineData("a\n\n<tool_call> b", "a\n\n<tool_call> b")]
    [InlineData("", "")]
    public void Content_is_its_trimmed_stretches_joined_by_a_newline(string reply, string content) =>
        Assert.Equal(content, ParsedReply.OfEverySplit(Offered, reply).Content);

    [Theory]
    [InlineData("<think>\na\n\nb\n</think>\nc", "a\n\nb", "c")]
    [InlineData("<think>a</think>b\n<think>c</think>d", "a\nc", "b\nd")]
    [InlineData("<think>a " + Call + "</think>", "a " + Call, "")]
    [InlineData("<think>a</thin</think>b", "a</thin", "b")]
    [InlineData("The <think> tag, and </think> too", "", "The <think> tag, and </think> too")]
    [InlineData("```\n<think>a</think>\n```", "", "```\n<think>a</think>\n```")]
    [InlineData("<think>a </thi", "a </thi", "")]
    public void Reasoning_is_split_off_where_a_line_begins_with_it(string reply, string reasoning, string content)
    {
        foreach (var options in (ReplyOptions[])[Offered, new()])
        {
            var parsed = ParsedReply.OfEverySplit(options, reply);

            Assert.Equal((reasoning, content, 0), (parsed.Reasoning, parsed.Content, parsed.Calls.Count));
        }
    }

    [Fact]
    public void A_reply_may_begin_inside_the_reasoning()
    {
        var parsed = ParsedReply.OfEverySplit(Offered with { PromptOpensReasoning = true }, " a\n</think>b" + Call);

        Assert.Equal("content «b» reasoning «a» calls [now({})]", parsed.ToString());
    }

    [Theory]
    [InlineData("```\n" + Call)]
    [InlineData("x\n```xml\n" + Call + "\n```\ny")]
    [InlineData("x\n  ~~~\n```\n" + Call + "\n~~~")]
    [InlineData("1. x:\n   ````\n```\n" + Call + "\n   ````")]
    [InlineData("```" + Call)]
    public void A_call_inside_a_code_fence_is_content(string reply)
    {
        var parsed = ParsedReply.OfEverySplit(Offered, reply);

        Assert.Equal((reply, 0), (parsed.Content, parsed.Calls.Count));
    }

    [Theory]
    [InlineData("```\nx\n```\n" + Call, "```\nx\n```")]
    [InlineData("`````\nx\n`````` \n" + Call, "`````\nx\n``````")]
    [InlineData("```x``` " + Call, "```x```")]
    [InlineData("a ``` b\n" + Call, "a ``` b")]
    [InlineData("~~ " + Call, "~~")]
    public void A_call_after_a_closed_fence_or_code_within_a_line_is_a_call(string reply, string content)
    {
        var parsed = ParsedReply.OfEverySplit(Offered, reply);

        Assert.Equal((content, 1), (parsed.Content, parsed.Calls.Count));
    }

    [Fact]
    public void Without_tools_markers_are_text()
    {
        var parsed = ParsedReply.OfEverySplit(new ReplyOptions { BareJson = true }, Call);

        Assert.Equal((Call, 0), (parsed.Content, parsed.Calls.Count));
    }

    [Fact]
    public void Text_is_given_out_as_soon_as_it_is_certain()
    {
        var parser = ReplyParser.Create("hermes", Offered);
        var parts = new List<ReplyPart>();
        string Fed(string piece)
        {
            parts.Clear();
            parser.Feed(piece, parts);
            return ParsedReply.From(parts).ToString();
        }

        Assert.Equal("content «a» reasoning «» calls []", Fed("a "));
        Assert.Equal("content « b < c» reasoning «» calls []", Fed("b < c\n<tool"));
        Assert.Equal("content «\n<tool>» reasoning «» calls []", Fed(">"));
        Assert.Equal("content «» reasoning «» calls []", Fed("<tool_call> {\"name\": \"now\", "));
        Assert.Equal("content «<tool_call> {\"name\": \"now\", 7» reasoning «» calls []", Fed("7"));
        Assert.Equal("content «» reasoning «» calls [now({})]", Fed(Call));
        Assert.Equal("content «\n.» reasoning «» calls []", Fed(" ."));
    }

    [Theory]
    [InlineData("<tool_call>{\"", "", "")]
    [InlineData("<tool_call>{\" : \"", "", "")]
    [InlineData("<tool_call>{\":\" , ", "", "")]
    [InlineData("<", "", "")]
    [InlineData(" ", "<tool_call>", "")]
    [InlineData("\\\\", "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": \"", "\"}}")]
    [InlineData("{\"a\":", "", "")]
    [InlineData("```\n", "", "")]
    public void A_million_characters_of_any_kind_are_parsed_in_linear_time(string unit, string start, string end)
    {
        var reply = start + string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)) + end;
        foreach (int pieceLength in (int[])[1, reply.Length])
        {
            // A quadratic parser would need many minutes here.
            var parsed = ParsedReply.Of(Offered with { BareJson = true }, reply.Chunk(pieceLength).Select(piece => new string(piece)));

            Assert.Equal(end == "" ? 0 : 1, parsed.Calls.Count);
            Assert.Equal(end == "" ? reply.Trim() : "", parsed.Content);
        }
    }

    [Fact]
    public void An_unknown_format_is_named_beside_those_that_are_built()
    {
        var error = Assert.Throws<ArgumentException>(() => ReplyParser.Create("harmony", Offered));

        Assert.Contains("call format harmony is not built yet; built are: hermes", error.Message);
    }
}
