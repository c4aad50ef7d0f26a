using System.Net;
using System.Text.Json.Nodes;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Server.Tests.OpenAi.Chat;

public sealed class ChatCompletionTests
{
    private const string Path = "/v1/chat/completions";
    private const string Hi = """{"messages":[{"role":"user","content":"hi"}]}""";
    private const string HiStreamed = """{"messages":[{"role":"user","content":"hi"}],"stream":true}""";
    private const string Tool = """{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}""";

    [Fact]
    public async Task A_whole_reply_has_OpenAIs_shape()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post(Path, Hi);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("chatcmpl-", (string)body["id"]!);
        Assert.Equal("chat.completion", (string)body["object"]!);
        Assert.Equal("scripted", (string)body["model"]!);
        Assert.InRange((long)body["created"]!, 1_600_000_000, long.MaxValue);
        Assert.StartsWith("zhiyan-", (string)body["system_fingerprint"]!);
        var choice = Assert.Single(body["choices"]!.AsArray())!;
        Assert.Equal("""{"index":0,"message":{"content":"Hello, 世界","role":"assistant","refusal":null},"logprobs":null,"finish_reason":"stop"}""", Plain(choice));
        Assert.Equal("""{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":4},"total_tokens":14}""", Plain(body["usage"]!));
    }

    [Fact]
    public async Task A_stream_gives_the_role_the_deltas_and_the_end()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var chunks = await server.Stream(Path, HiStreamed);

        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", (string)chunk["object"]!));
        Assert.Single(chunks.Select(chunk => (string)chunk["id"]!).Distinct());
        Assert.Equal(
            [
                """{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""",
                """{"index":0,"delta":{"content":"Hello"},"finish_reason":null}""",
                """{"index":0,"delta":{"content":", "},"finish_reason":null}""",
                """{"index":0,"delta":{"content":"世界"},"finish_reason":null}""",
                """{"index":0,"delta":{},"finish_reason":"stop"}""",
            ],
            chunks.Select(chunk => Plain(chunk["choices"]![0]!)));
    }

    [Fact]
    public async Task Usage_comes_in_a_last_chunk_without_choices_where_asked_for()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var chunks = await server.Stream(Path, """{"messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal(14, (int)chunks[^1]["usage"]!["total_tokens"]!);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Null(chunk["usage"]));
    }

    [Fact]
    public async Task Characters_are_sent_as_they_are()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var lines = await server.Lines(Path, HiStreamed);

        Assert.Contains(lines, line => line.Contains("世界", StringComparison.Ordinal));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Tool_calls_come_with_ids_and_their_own_finish_reason(bool stream)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine
        {
            Reply = [new ToolCallPart("get_weather", """{"city":"北京"}"""), new ToolCallPart("get_weather", """{"city":"Paris"}""")],
        });
        var request = $$"""{"messages":[{"role":"user","content":"hi"}],"tools":[{{Tool}}],"stream":{{(stream ? "true" : "false")}}}""";

        var choices = stream
            ? (await server.Stream(Path, request)).Select(chunk => chunk["choices"]![0]!).ToList()
            : [(await server.Post(Path, request)).Body["choices"]![0]!];

        var calls = choices.SelectMany(choice => ((choice["delta"] ?? choice["message"])!["tool_calls"] as JsonArray) ?? []).ToList();
        Assert.Equal(["""{"city":"北京"}""", """{"city":"Paris"}"""], calls.Select(call => (string)call!["function"]!["arguments"]!));
        Assert.All(calls, call => Assert.StartsWith("call_", (string)call!["id"]!));
        Assert.All(calls, call => Assert.Equal("function", (string)call!["type"]!));
        Assert.Equal(2, calls.Select(call => (string)call!["id"]!).Distinct().Count());
        if (stream) Assert.Equal([0, 1], calls.Select(call => (int)call!["index"]!));
        else Assert.Null(choices[0]["message"]!["content"]);
        Assert.Equal("tool_calls", (string)choices[^1]["finish_reason"]!);
    }

    [Fact]
    public async Task Reasoning_is_kept_apart_from_content()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Reply = [new ReasoningDelta("Let me "), new ReasoningDelta("think."), new ContentDelta("42")] });

        var (_, body) = await server.Post(Path, Hi);

        var message = body["choices"]![0]!["message"]!;
        Assert.Equal("Let me think.", (string)message["reasoning_content"]!);
        Assert.Equal("42", (string)message["content"]!);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Logprobs_name_each_token_of_the_reply_but_not_its_end(bool stream)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Reply = [new ContentDelta("a"), new ContentDelta("界")] });
        var request = $$"""{"messages":[{"role":"user","content":"hi"}],"logprobs":true,"top_logprobs":2,"stream":{{(stream ? "true" : "false")}}}""";

        var choices = stream
            ? (await server.Stream(Path, request)).Select(chunk => chunk["choices"]![0]!).ToList()
            : [(await server.Post(Path, request)).Body["choices"]![0]!];

        var entries = choices.SelectMany(choice => choice["logprobs"]?["content"]?.AsArray() ?? []).ToList();
        Assert.Equal(["a", "界"], entries.Select(entry => (string)entry!["token"]!));
        Assert.Equal([231, 149, 140], entries[1]!["bytes"]!.AsArray().Select(value => (int)value!));
        Assert.Equal(-0.5, (double)entries[0]!["logprob"]!);
        Assert.Equal(["a", "b"], entries[0]!["top_logprobs"]!.AsArray().Select(top => (string)top!["token"]!));
    }

    [Fact]
    public async Task Several_choices_count_their_prompt_once()
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        var (_, body) = await server.Post(Path, """{"messages":[{"role":"user","content":"hi"}],"n":3,"seed":-1}""");

        Assert.Equal([0, 1, 2], body["choices"]!.AsArray().Select(choice => (int)choice!["index"]!));
        Assert.Equal((10, 12), ((int)body["usage"]!["prompt_tokens"]!, (int)body["usage"]!["completion_tokens"]!));
        Assert.Equal([ulong.MaxValue, 0, 1], engine.Chats.Select(chat => chat.Sampling!.Seed!.Value));
    }

    [Fact]
    public async Task A_reply_that_is_cut_says_so()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (_, body) = await server.Post(Path, """{"messages":[{"role":"user","content":"hi"}],"max_tokens":2}""");

        Assert.Equal("length", (string)body["choices"]![0]!["finish_reason"]!);
        Assert.Equal("Hello, ", (string)body["choices"]![0]!["message"]!["content"]!);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_prompt_that_was_cut_is_told(bool stream)
    {
        var engine = new ScriptedEngine { Dropped = 7 };
        await using var server = await RunningServer.Start(engine);
        var request = $$"""{"messages":[{"role":"user","content":"hi"}],"truncate":true,"stream":{{(stream ? "true" : "false")}}}""";

        var told = stream ? (await server.Stream(Path, request))[^1] : (await server.Post(Path, request)).Body;

        Assert.True(engine.Chats[0].Truncate);
        Assert.Equal(7, (int)told["zhiyan"]!["dropped_tokens"]!);
    }

    [Fact]
    public async Task Settings_reach_the_engine_over_the_models_own()
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        await server.Post(Path, """
            {"messages":[{"role":"user","content":"hi"}], "temperature":0, "top_p":0.5, "min_p":0.1, "typical_p":0.9, "repeat_penalty":1.1, "presence_penalty":1, "frequency_penalty":-1,
             "logit_bias":{"65":-100}, "stop":["a","b"], "max_completion_tokens":5.0, "chat_template_kwargs":{"enable_thinking":false}, "tools":[], "user":"u", "metadata":{"a":1}, "store":true}
            """);

        var chat = Assert.Single(engine.Chats);
        Assert.Equal((0f, 20, 0.5f, 0.1f, 0.9f, 1.1f), (chat.Sampling!.Temperature, chat.Sampling.TopK, chat.Sampling.TopP, chat.Sampling.MinP, chat.Sampling.TypicalP, chat.Sampling.RepetitionPenalty));
        Assert.Equal((1f, -1f), (chat.Sampling.PresencePenalty, chat.Sampling.FrequencyPenalty));
        Assert.Equal(-100, chat.Sampling.LogitBias[65]);
        Assert.Equal(["a", "b"], chat.Stop);
        Assert.Equal(5, chat.MaxTokens);
        Assert.False((bool)chat.TemplateVariables!["enable_thinking"]!);
    }

    [Theory, InlineData("auto", 1), InlineData("none", 0)]
    public async Task Tools_are_offered_unless_the_choice_is_none(string choice, int offered)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        await server.Post(Path, $$"""{"messages":[{"role":"user","content":"hi"}],"tools":[{{Tool}}],"tool_choice":"{{choice}}"}""");

        Assert.Equal(offered, engine.Chats[0].Tools.Count);
    }

    /// <summary>The JSON with its characters as they are.</summary>
    private static string Plain(JsonNode node) => node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
