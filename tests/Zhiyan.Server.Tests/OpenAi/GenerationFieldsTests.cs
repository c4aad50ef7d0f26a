using System.Net.Http.Headers;
using Zhiyan.Inference.Generation;

namespace Zhiyan.Server.Tests.OpenAi;

public sealed class GenerationFieldsTests
{
    private const string Chat = """{"messages":[{"role":"user","content":"hi"}]""";

    [Theory]
    [InlineData("", null, null)]
    [InlineData(""","thinking_budget":0""", 0, null)]
    [InlineData(""","thinking_budget":100""", 100, null)]
    [InlineData(""","reasoning_effort":"low" """, null, "low")]
    [InlineData(""","reasoning_effort":"none" """, 0, "none")]
    [InlineData(""","reasoning_effort":"none","thinking_budget":7""", 7, "none")]
    [InlineData(""","reasoning_effort":"low","chat_template_kwargs":{"reasoning_effort":"high"}""", null, "high")]
    public async Task Reasoning_has_a_budget_in_tokens_and_an_effort_for_the_template(string more, int? budget, string? effort)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        await server.Post("/v1/chat/completions", $"{Chat}{more}}}");

        Assert.Equal((budget, effort), (engine.Chats[0].ReasoningBudget, (string?)engine.Chats[0].TemplateVariables?["reasoning_effort"]));
    }

    [Theory]
    [InlineData("", Priority.Interactive)]
    [InlineData(""","service_tier":"auto" """, Priority.Interactive)]
    [InlineData(""","service_tier":"flex" """, Priority.Background)]
    public async Task Flex_lets_others_go_first(string more, Priority priority)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        await server.Post("/v1/chat/completions", $"{Chat}{more}}}");
        await server.Post("/v1/completions", $$"""{"prompt":"hi"{{more}}}""");

        Assert.Equal((priority, priority), (engine.Chats[0].Priority, engine.Generations[0].Priority));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(""","user":"ann" """, "ann")]
    [InlineData(""","user":"ann","safety_identifier":"bob" """, "bob")]
    public async Task Without_keys_a_request_says_whose_it_is(string more, string? user)
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        await server.Post("/v1/chat/completions", $"{Chat}{more}}}");

        Assert.Equal(user, engine.Chats[0].User);
    }

    [Fact]
    public async Task With_keys_the_key_does_whatever_the_request_says()
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine, RunningServer.Settings with { ApiKeys = ["right", "other"] });

        foreach (var (key, user) in new[] { ("right", "ann"), ("right", "bob"), ("other", "ann") })
        {
            server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            await server.Post("/v1/completions", $$"""{"prompt":"hi","user":"{{user}}"}""");
        }

        Assert.Equal(engine.Generations[0].User, engine.Generations[1].User);
        Assert.NotEqual(engine.Generations[0].User, engine.Generations[2].User);
        Assert.All(engine.Generations, generation => Assert.DoesNotMatch("right|other|ann|bob", generation.User));
    }
}
