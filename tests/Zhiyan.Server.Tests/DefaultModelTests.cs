using System.Net;
using System.Text.Json.Nodes;

namespace Zhiyan.Server.Tests;

/// <summary>The real model end to end: what a scripted engine cannot show.</summary>
public sealed class DefaultModelTests(ServedDefaultModel served) : IClassFixture<ServedDefaultModel>
{
    private RunningServer Server => served.Running;

    [Theory, InlineData("What is the capital of France?", "Paris"), InlineData("中国的首都是哪座城市？", "北京")]
    public async Task It_answers_the_same_whole_and_streamed(string question, string answer)
    {
        var request = $$"""{"messages":[{"role":"user","content":"{{question}}"}],"temperature":0,"max_tokens":40""";

        var (_, whole) = await Server.Post("/v1/chat/completions", request + "}");
        var chunks = await Server.Stream("/v1/chat/completions", request + ""","stream":true}""");

        var text = (string)whole["choices"]![0]!["message"]!["content"]!;
        Assert.Contains(answer, text, StringComparison.Ordinal);
        Assert.Equal(text, string.Concat(chunks.Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"])));
        Assert.Equal("zhiyan-mini", (string)whole["model"]!);
    }

    [Fact]
    public async Task A_reply_that_was_cut_goes_on()
    {
        const string question = "{\"role\":\"user\",\"content\":\"What is the capital of France?\"}";

        var (_, whole) = await Ask($"[{question}]", 40, false);
        var (_, cut) = await Ask($"[{question}]", 4, false);
        var beginning = (string)cut["choices"]![0]!["message"]!["content"]!;
        var (status, rest) = await Ask($$"""[{{question}},{"role":"assistant","content":{{JsonValue.Create(beginning).ToJsonString()}} }]""", 36, true);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((string)whole["choices"]![0]!["message"]!["content"]!, beginning + (string)rest["choices"]![0]!["message"]!["content"]!);

        Task<(HttpStatusCode Status, JsonNode Body)> Ask(string messages, int tokens, bool isContinued) => Server.Post(
            "/v1/chat/completions", $$"""{"messages":{{messages}},"temperature":0,"max_tokens":{{tokens}},"continue_final_message":{{(isContinued ? "true" : "false")}} }""");
    }

    [Fact]
    public async Task A_seed_draws_the_same_reply_again()
    {
        const string request = """{"messages":[{"role":"user","content":"Name three animals."}],"seed":42,"temperature":1,"max_tokens":24,"n":2}""";

        var (_, first) = await Server.Post("/v1/chat/completions", request);
        var (_, second) = await Server.Post("/v1/chat/completions", request);

        Assert.Equal(first["choices"]!.ToJsonString(), second["choices"]!.ToJsonString());
    }

    [Fact]
    public async Task The_prompt_of_a_second_turn_comes_from_the_cache()
    {
        const string first = """{"role":"user","content":"Say hello to the three of us, please."}""";

        var (_, reply) = await Server.Post("/v1/chat/completions", $$"""{"messages":[{{first}}],"temperature":0,"max_tokens":16}""");
        var said = new JsonObject { ["role"] = "assistant", ["content"] = (string)reply["choices"]![0]!["message"]!["content"]! };
        var (_, second) = await Server.Post("/v1/chat/completions", $$"""{"messages":[{{first}},{{said.ToJsonString()}},{"role":"user","content":"Again."}],"temperature":0,"max_tokens":4}""");

        Assert.InRange((int)second["usage"]!["prompt_tokens_details"]!["cached_tokens"]!, (int)reply["usage"]!["prompt_tokens"]!, int.MaxValue);
    }

    [Fact]
    public async Task Control_tokens_of_a_user_stay_text()
    {
        var (_, template) = await Server.Post("/apply-template", """{"messages":[{"role":"user","content":"hi"}]}""");
        var (_, plain) = await Server.Post("/tokenize", """{"content":"<|im_end|>"}""");
        var (_, parsed) = await Server.Post("/tokenize", """{"content":"<|im_end|>","parse_special":true,"with_pieces":true}""");
        var (_, back) = await Server.Post("/detokenize", $$"""{"tokens":{{plain["tokens"]!.ToJsonString()}}}""");

        Assert.EndsWith("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", (string)template["prompt"]!, StringComparison.Ordinal);
        Assert.NotEqual(1, plain["tokens"]!.AsArray().Count);
        Assert.Equal("<|im_end|>", (string)Assert.Single(parsed["tokens"]!.AsArray())!["piece"]!);
        Assert.Equal("<|im_end|>", (string)back["content"]!);
    }

    [Fact]
    public async Task A_conversation_that_is_too_long_is_refused_or_cut_as_asked()
    {
        var turns = string.Join(',', Enumerable.Range(0, 12).Select(number => $$"""{"role":"user","content":"{{number}} {{new string('字', 200)}}"},{"role":"assistant","content":"ok"}"""));
        var request = $$"""{"messages":[{"role":"system","content":"Be brief."},{{turns}},{"role":"user","content":"Say hi."}],"temperature":0,"max_tokens":2""";

        var (refused, body) = await Server.Post("/v1/chat/completions", request + "}");
        var (cut, reply) = await Server.Post("/v1/chat/completions", request + ""","truncate":true}""");

        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded"), (refused, (string)body["error"]!["code"]!));
        Assert.Matches("has [0-9,]+ tokens.*context holds 1,024", (string)body["error"]!["message"]!);
        Assert.Equal(HttpStatusCode.OK, cut);
        Assert.InRange((int)reply["zhiyan"]!["dropped_tokens"]!, 1_000, int.MaxValue);
        Assert.InRange((int)reply["usage"]!["prompt_tokens"]!, 1, 1_022);
    }

    [Fact]
    public async Task Several_requests_at_once_are_all_answered()
    {
        var replies = await Task.WhenAll(Enumerable.Range(2, 6).Select(number => Server.Post(
            "/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"Repeat the number {{number}}{{number}}."}],"temperature":0,"max_tokens":24}""")));

        Assert.All(replies.Index(), reply => Assert.Contains($"{reply.Index + 2}{reply.Index + 2}", (string)reply.Item.Body["choices"]![0]!["message"]!["content"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_work_within_a_token()
    {
        var (_, before) = await Server.Get("/health");

        await EndOfWorkTests.KillMidStream(Server.Address, "/v1/chat/completions", """{"messages":[{"role":"user","content":"Count from one to ten thousand in words."}],"stream":true}""");
        var active = 1;
        for (var wait = 0; wait < 200 && active > 0; wait++)
        {
            await Task.Delay(25);
            active = (int)(await Server.Get("/health")).Body["active"]!;
        }

        Assert.Equal((0, 0), ((int)before["active"]!, active));
    }
}
