using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.ToolCalls.Formats;

public sealed class HermesFormatTests
{
    private static readonly ReplyOptions Offered = new() { Tools = [new("now", null, null), new("search", "finds", null)] };

    [Theory]
    [InlineData("<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>", "now", "{}")]
    [InlineData("<tool_call>{\"name\": \"now\"}</tool_call>", "now", "{}")]
    [InlineData("<tool_call>{\"name\": \"now\", \"arguments\": null}</tool_call>", "now", "{}")]
    [InlineData("<tool_call>{\"name\": \"now\", \"arguments\": \"null\"}</tool_call>", "now", "{}")]
    [InlineData("<tool_call>{\"arguments\": {\"a\": [1, -0.5e3, true, null]}, \"id\": 7, \"name\": \"now\"}</tool_call>", "now", "{\"a\": [1, -0.5e3, true, null]}")]
    [InlineData("<tool_call>{\"name\": \"search\", \"arguments\": \"{\\\"q\\\": \\\" x\\\"}\"}</tool_call>", "search", "{\"q\": \" x\"}")]
    [InlineData("<tool_call>{\"name\": \"search\", \"arguments\": {\"q\": \"</tool_call><tool_call>{\"}}</tool_call>", "search", "{\"q\": \"</tool_call><tool_call>{\"}")]
    [InlineData("<tool_call>{\"name\": \"now\"}", "now", "{}")]
    [InlineData("<tool_call>{\"name\": \"now\"}\n</tool_", "now", "{}")]
    public void A_whole_call_of_an_offered_tool_is_a_call(string reply, string name, string arguments)
    {
        var parsed = ParsedReply.OfEverySplit(Offered, reply);

        Assert.Equal(new ToolCallPart(name, arguments), Assert.Single(parsed.Calls));
        Assert.Equal("", parsed.Content);
    }

    [Theory]
    [InlineData("<tool_call>{\"name\": \"other\", \"arguments\": {}}</tool_call>")]
    [InlineData("<tool_call>{\"name\": 7, \"arguments\": {}}</tool_call>")]
    [InlineData("<tool_call>{\"arguments\": {}}</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"now\", \"arguments\": [1]}</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"now\", \"arguments\": \"{\"}</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"\\ud800\", \"arguments\": {}}</tool_call>")]
    [InlineData("<tool_call>[{\"name\": \"now\"}]</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"now\"} and more</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"now\",}</tool_call>")]
    [InlineData("<tool_call>{\"name\": \"now\", \"arguments\": {\"a\": 01}}</tool_call>")]
    [InlineData("<tool_call></tool_call>")]
    [InlineData("<tool_call>")]
    [InlineData("a <tool_call> b </tool_call> c")]
    public void Anything_else_stays_content_with_its_markers(string reply)
    {
        var parsed = ParsedReply.OfEverySplit(Offered, reply);

        Assert.Equal((reply, 0), (parsed.Content, parsed.Calls.Count));
    }

    [Fact]
    public void A_call_after_a_broken_one_still_counts()
    {
        var parsed = ParsedReply.OfEverySplit(Offered, "<tool_call>\n{\"name\": \"now\", <tool_call>{\"name\": \"now\"}</tool_call>");

        Assert.Equal("content «<tool_call>\n{\"name\": \"now\",» reasoning «» calls [now({})]", parsed.ToString());
    }
}
