using System.Net;
using System.Text.Json.Nodes;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Server.Tests.OpenAi.Completions;

public sealed class CompletionTests
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task A_whole_completion_has_OpenAIs_shape()
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        var (status, body) = await server.Post(Path, """{"prompt":"say"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("cmpl-", (string)body["id"]!);
        Assert.Equal("text_completion", (string)body["object"]!);
        Assert.Equal("Hello, 世界", (string)body["choices"]![0]!["text"]!);
        Assert.Equal("stop", (string)body["choices"]![0]!["finish_reason"]!);
        Assert.Equal(16, engine.Generations[0].MaxTokens);
        Assert.Equal(13, (int)body["usage"]!["total_tokens"]!);
    }

    [Theory]
    [InlineData("\"ab\"", "1,97,98")]
    [InlineData("[\"ab\",\"c\"]", "1,97,98|1,99")]
    [InlineData("[97,98]", "97,98")]
    [InlineData("[[97,98],[99]]", "97,98|99")]
    public async Task A_prompt_is_a_text_or_token_ids_or_a_list_of_them(string prompt, string tokens)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        var (_, body) = await server.Post(Path, $$"""{"prompt":{{prompt}},"n":2}""");

        var prompts = tokens.Split('|');
        Assert.Equal(prompts.SelectMany(one => new[] { one, one }), engine.Generations.Select(run => string.Join(',', run.Prompt)));
        Assert.Equal(Enumerable.Range(0, 2 * prompts.Length), body["choices"]!.AsArray().Select(choice => (int)choice!["index"]!));
        Assert.Equal(tokens.Split(',', '|').Length, (int)body["usage"]!["prompt_tokens"]!);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Echo_with_logprobs_scores_the_prompt(bool stream)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Reply = [new ContentDelta("界!")] });
        var request = $$"""{"prompt":[97,98],"echo":true,"logprobs":1,"max_tokens":2,"stream":{{(stream ? "true" : "false")}}}""";

        var choices = stream
            ? (await server.Stream(Path, request)).Select(piece => piece["choices"]![0]!).ToList()
            : [(await server.Post(Path, request)).Body["choices"]![0]!];

        Assert.Equal("ab界!", string.Concat(choices.Select(choice => (string)choice["text"]!)));
        Assert.Equal(["a", "b", "界", "!"], All(choices, "tokens").Select(token => (string)token!));
        Assert.Equal([null, -0.5, -0.5, -0.5], All(choices, "token_logprobs").Select(value => (double?)value));
        Assert.Equal([0, 1, 2, 3], All(choices, "text_offset").Select(offset => (int)offset!));
        var top = All(choices, "top_logprobs");
        Assert.Null(top[0]);
        Assert.Equal(-0.5, (double)top[2]!["界"]!);
    }

    [Fact]
    public async Task Echo_without_new_tokens_only_scores()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (_, body) = await server.Post(Path, """{"prompt":"ab","echo":true,"logprobs":0,"max_tokens":0,"add_special_tokens":false}""");

        Assert.Equal("ab", (string)body["choices"]![0]!["text"]!);
        Assert.Equal("length", (string)body["choices"]![0]!["finish_reason"]!);
        Assert.Equal(["b"], body["choices"]![0]!["logprobs"]!["top_logprobs"]![1]!.AsObject().Select(entry => entry.Key));
    }

    [Fact]
    public async Task Offsets_of_tokens_inside_a_character_are_those_of_the_character()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        var bytes = new[] { 0xE7, 0x95, 0x8C }.Select(value => ScriptedEngine.FirstByte + value);

        var (_, body) = await server.Post(Path, $$"""{"prompt":[97,{{string.Join(',', bytes)}},98],"echo":true,"logprobs":0,"max_tokens":0}""");

        var logprobs = body["choices"]![0]!["logprobs"]!;
        Assert.Equal(["a", """bytes:\xe7""", """bytes:\x95""", """bytes:\x8c""", "b"], logprobs["tokens"]!.AsArray().Select(token => (string)token!));
        Assert.Equal([0, 1, 1, 1, 2], logprobs["text_offset"]!.AsArray().Select(offset => (int)offset!));
    }

    [Fact]
    public async Task A_stream_ends_with_usage_where_asked_for()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var pieces = await server.Stream(Path, """{"prompt":"say","stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal("Hello, 世界", string.Concat(pieces.SkipLast(1).Select(piece => (string)piece["choices"]![0]!["text"]!)));
        Assert.Equal("stop", (string)pieces[^2]["choices"]![0]!["finish_reason"]!);
        Assert.Empty(pieces[^1]["choices"]!.AsArray());
        Assert.Equal(13, (int)pieces[^1]["usage"]!["total_tokens"]!);
    }

    [Theory]
    [InlineData("""{}""", "prompt", "is missing")]
    [InlineData("""{"prompt":7}""", "prompt", "a list of lists of token ids")]
    [InlineData("""{"prompt":[]}""", "prompt", "one token or more")]
    [InlineData("""{"prompt":[1,"a"]}""", "prompt[1]", "a whole number")]
    [InlineData("""{"prompt":[-1]}""", "prompt[0]", "a whole number from 0")]
    [InlineData("""{"prompt":[1,99999999]}""", "prompt", "vocabulary ends at 65791")]
    [InlineData("""{"prompt":"","add_special_tokens":false}""", "prompt", "is empty")]
    [InlineData("""{"prompt":"a","logprobs":6}""", "logprobs", "from 0 to 5")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix", "not built")]
    [InlineData("""{"prompt":"a","best_of":2}""", "best_of", "as many replies are made as n")]
    public async Task A_request_that_cannot_be_met_is_refused_by_name(string json, string param, string message)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post(Path, json);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(param, (string)body["error"]!["param"]!);
        Assert.Contains(message, (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    private static List<JsonNode?> All(IEnumerable<JsonNode> choices, string name) =>
        [.. choices.Select(choice => choice["logprobs"]).OfType<JsonNode>().SelectMany(logprobs => logprobs[name]!.AsArray())];
}
