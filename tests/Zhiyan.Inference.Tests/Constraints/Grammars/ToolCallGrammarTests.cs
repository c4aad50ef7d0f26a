using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Tests.Tokenizers;
using Zhiyan.Inference.Tests.ToolCalls;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.Constraints.Grammars;

public sealed class ToolCallGrammarTests
{
    private const string Now = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";
    private const string Weather = "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\":\"北京\"}}\n</tool_call>";

    private static readonly ConstraintCompiler compiler = ConstraintVocabularies.Merged;

    private static readonly CallableTool[] tools =
    [
        new("get_weather", JsonNode.Parse("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false}""")),
        new("now", null),
    ];

    [Theory]
    [InlineData(Now, true)]
    [InlineData(Weather, true)]
    [InlineData(Weather + "\n" + Now, true)]
    [InlineData("", false)]
    [InlineData("It is noon.", false)]
    [InlineData("Let me see.\n" + Now, false)]
    [InlineData(Now + "\n", false)]
    [InlineData("<tool_call>\n{\"name\": \"later\", \"arguments\": {}}\n</tool_call>", false)]
    [InlineData("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {}}\n</tool_call>", false)]
    [InlineData("<tool_call>\n{\"name\": \"now\", \"arguments\": []}\n</tool_call>", false)]
    public void A_required_call_is_calls_and_nothing_else(string reply, bool isAllowed)
    {
        var constraint = compiler.Compile(new ToolCallConstraint(tools, Required: true, Parallel: true, Content: null));

        Assert.Equal(isAllowed, compiler.Generates(constraint, reply));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("It is noon.", true)]
    [InlineData("1 < 2 <tool_cal <<tool_call", true)]
    [InlineData("Let me see.\n" + Now, true)]
    [InlineData("<" + Now, true)]
    [InlineData(Weather + "\n" + Now, true)]
    [InlineData("Use <tool_call> like this", false)]
    [InlineData(Now + "\nDone.", false)]
    [InlineData("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\":1}}\n</tool_call>", false)]
    public void Where_no_call_is_required_the_grammar_bites_at_the_marker(string reply, bool isAllowed)
    {
        var constraint = compiler.Compile(new ToolCallConstraint(tools, Required: false, Parallel: true, Content: null));

        Assert.Equal(isAllowed, compiler.Generates(constraint, reply));
    }

    [Theory]
    [InlineData("It is noon.", true)]
    [InlineData("```python\nprint(1)\n```", true)]
    [InlineData("{\"name\": \"get_weather\", \"arguments\": {\"city\":\"Paris\"}}", true)]
    [InlineData("```json\n{\"name\": \"get_weather\", \"arguments\": {\"city\":\"Paris\"}}\n```", true)]
    [InlineData(Now, true)]
    [InlineData("{\"name\": \"get_weather\", \"arguments\": {\"city\":1}}", false)]
    [InlineData("{\"answer\": 1}", false)]
    [InlineData("```json\n{\"answer\": 1}\n```", false)]
    [InlineData(" [1]", false)]
    public void Calls_that_a_model_writes_as_JSON_alone_are_held_to_their_tools(string reply, bool isAllowed)
    {
        var constraint = compiler.Compile(new ToolCallConstraint(tools, Required: false, Parallel: true, Content: null, BareJson: true));

        Assert.Equal(isAllowed, compiler.Generates(constraint, reply));
    }

    [Fact]
    public void One_call_is_one_call()
    {
        var constraint = compiler.Compile(new ToolCallConstraint(tools, Required: true, Parallel: false, Content: null));

        Assert.True(compiler.Generates(constraint, Now));
        Assert.False(compiler.Generates(constraint, Now + "\n" + Now));
    }

    [Fact]
    public void Content_may_be_constrained_beside_calls()
    {
        var constraint = compiler.Compile(new ToolCallConstraint(tools, Required: false, Parallel: true, new ChoiceConstraint(["yes", "no"])));

        Assert.All(["yes", "no", Now], reply => Assert.True(compiler.Generates(constraint, reply)));
        Assert.All(["maybe", "yes" + Now, ""], reply => Assert.False(compiler.Generates(constraint, reply)));
    }

    [Fact]
    public void The_parser_of_replies_reads_every_call_that_is_sampled()
    {
        var constraint = compiler.Compile(new ToolCallConstraint(tools, Required: true, Parallel: true, Content: null));
        var options = new ReplyOptions { Tools = [.. tools.Select(tool => new ToolDefinition(tool.Name, null, tool.Parameters))] };
        var random = new Random(3);
        var ended = 0;

        for (var trial = 0; trial < 40; trial++)
        {
            if (compiler.Sample(constraint, random, mostTokens: 150) is not { } reply) continue;
            ended++;
            var parsed = ParsedReply.Of(options, reply);

            Assert.Equal("", parsed.Content);
            Assert.NotEmpty(parsed.Calls);
            foreach (var call in parsed.Calls.Where(call => call.Name == "get_weather"))
                Assert.Equal(JsonValueKind.String, JsonDocument.Parse(call.ArgumentsJson).RootElement.GetProperty("city").ValueKind);
        }

        Assert.True(ended > 5);
    }

    [Fact]
    public void A_marker_that_is_a_control_token_may_be_that_token()
    {
        var tokenizer = TinyVocabulary.Open(TinyVocabulary.ByteLevel(
            (ConstraintVocabularies.End, TokenKind.Control), ("<tool_call>", TokenKind.Control), ("</tool_call>", TokenKind.Control)));
        var own = ConstraintVocabularies.For(tokenizer);
        var matcher = own.Compile(new ToolCallConstraint(tools, Required: true, Parallel: false, Content: null)).Start();

        foreach (var token in tokenizer.Encode(Now, SpecialTokens.Parse, addBosEos: false)) Assert.True(matcher.AcceptAsMasked(token));

        Assert.True(matcher.IsFinished);
    }

    [Fact]
    public void A_schema_that_cannot_be_honoured_names_its_tool()
    {
        var broken = new CallableTool("broken", JsonNode.Parse("""{"type": "nothing"}"""));

        var error = Assert.Throws<ConstraintException>(() => compiler.Compile(new ToolCallConstraint([broken], Required: true, Parallel: false, Content: null)));

        Assert.Contains("the tool broken", error.Message);
        Assert.Throws<ConstraintException>(() => compiler.Compile(new ToolCallConstraint([], Required: true, Parallel: false, Content: null)));
    }
}
