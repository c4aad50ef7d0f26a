using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.ToolCalls;

public sealed class BareJsonCallsTests
{
    private const string Weather = "{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Berlin\"}}";

    private static readonly ReplyOptions Offered = new() { Tools = [new("get_weather", null, null), new("now", null, null)], BareJson = true };

    [Theory]
    [InlineData(Weather)]
    [InlineData(" \n" + Weather + "\n\n")]
    [InlineData("```json\n" + Weather + "\n```")]
    [InlineData("```\n" + Weather + "\n```\n")]
    [InlineData("```JSON " + Weather + "```")]
    [InlineData("```json\n" + Weather)]
    [InlineData("```json\n" + Weather + "\n``")]
    [InlineData("[" + Weather + "]")]
    [InlineData("{\"arguments\": {\"city\": \"Berlin\"}, \"name\": \"get_weather\"}")]
    [InlineData("{\"name\": \"get_weather\", \"arguments\": \"{\\\"city\\\": \\\" Berlin\\\"}\"}")]
    [InlineData("{\"name\": \"get\\u005fweather\", \"arguments\": {\"city\": \" Berlin\"}}")]
    public void A_whole_reply_of_one_call_is_that_call(string reply)
    {
        var parsed = ParsedReply.OfEverySplit(Offered, reply);

        Assert.Equal(new ToolCallPart("get_weather", "{\"city\": \"Berlin\"}"), Assert.Single(parsed.Calls));
        Assert.Equal("", parsed.Content);
    }

    [Theory]
    [InlineData("Sure: " + Weather)]
    [InlineData(Weather + " Done.")]
    [InlineData(Weather + "\n" + Weather)]
    [InlineData("```json\n" + Weather + "\n```\nDone.")]
    [InlineData("```json\n" + Weather + "\n```` ")]
    [InlineData("```python\n" + Weather + "\n```")]
    [InlineData("``" + Weather + "``")]
    [InlineData("````\n" + Weather + "\n````")]
    [InlineData(Weather + "\n```")]
    [InlineData("{\"name\": \"other\", \"arguments\": {}}")]
    [InlineData("[" + Weather + ", {\"name\": \"other\", \"arguments\": {}}]")]
    [InlineData("[" + Weather + ", 7]")]
    [InlineData("[[" + Weather + "]]")]
    [InlineData("{\"name\": \"get_weather\", \"city\": \"Berlin\"}")]
    [InlineData("{\"answer\": 42}")]
    [InlineData("{\"arguments\": {}}")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\": \"get_weather\", \"argu")]
    [InlineData("\"get_weather\"")]
    public void Anything_more_or_other_is_content(string reply)
    {
        var parsed = ParsedReply.OfEverySplit(Offered, reply);

        Assert.Equal((reply.Trim(), 0), (parsed.Content, parsed.Calls.Count));
    }

    [Fact]
    public void A_model_that_is_not_flagged_gets_no_fallback() =>
        Assert.Equal(Weather, ParsedReply.OfEverySplit(Offered with { BareJson = false }, Weather).Content);

    [Fact]
    public void A_call_between_markers_makes_bare_json_content()
    {
        const string marked = "<tool_call>{\"name\": \"now\"}</tool_call>";

        Assert.Equal($"content «{Weather}» reasoning «» calls [now({{}})]", ParsedReply.OfEverySplit(Offered, Weather + marked).ToString());
        Assert.Equal($"content «{Weather}» reasoning «» calls [now({{}})]", ParsedReply.OfEverySplit(Offered, marked + Weather).ToString());
    }

    [Fact]
    public void A_marker_inside_a_string_is_part_of_the_string()
    {
        var parsed = ParsedReply.OfEverySplit(Offered, "{\"name\": \"now\", \"arguments\": {\"q\": \"<tool_call> {\"}}");

        Assert.Equal("content «» reasoning «» calls [now({\"q\": \"<tool_call> {\"})]", parsed.ToString());
    }

    [Fact]
    public void Reasoning_may_come_first()
    {
        var parsed = ParsedReply.OfEverySplit(Offered, "<think>Hm.</think>\n\n" + Weather);

        Assert.Equal("content «» reasoning «Hm.» calls [get_weather({\"city\": \"Berlin\"})]", parsed.ToString());
    }

    [Fact]
    public void One_leading_space_of_string_values_is_dropped_and_nothing_else()
    {
        const string written = "{\" a\": \"  b \", \"c\": [\" d\", {\"e\": \" \"}],  \"f\":  1.50, \"g\": \"x\\\" y\"}";
        const string read = "{\" a\": \" b \", \"c\": [\"d\", {\"e\": \"\"}],  \"f\":  1.50, \"g\": \"x\\\" y\"}";

        var parsed = ParsedReply.OfEverySplit(Offered, $"[{{\"name\": \"now\", \"arguments\": {written}}}, {{\"name\": \"now\", \"arguments\": null}}]");

        Assert.Equal([new("now", read), new("now", "{}")], parsed.Calls);
    }

    [Theory]
    [InlineData("{\"answer\"")]
    [InlineData("{\"name\": \"other\"")]
    [InlineData("[1")]
    [InlineData("[\"")]
    [InlineData("[[")]
    [InlineData("```c")]
    [InlineData("` ")]
    [InlineData(Weather + " D")]
    [InlineData("H")]
    public void Is_held_back_until_the_character_that_makes_it_something_else(string start)
    {
        var parser = ReplyParser.Create("hermes", Offered);
        var parts = new List<ReplyPart>();

        parser.Feed(start.AsSpan(..^1), parts);
        Assert.Empty(parts);
        parser.Feed(start.AsSpan(^1..), parts);

        Assert.Equal(start.Trim(), ParsedReply.From(parts).Content);
    }
}
