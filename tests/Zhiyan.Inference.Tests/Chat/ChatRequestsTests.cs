using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Chat;

public sealed class ChatRequestsTests
{
    private static readonly ChatMessage[] messages =
    [
        new(ChatRole.User, "Why?"),
        new(ChatRole.Assistant, [new TextReasoningContent("Hm."), new TextContent("Because")]),
    ];

    [Fact]
    public void Settings_that_the_standard_options_do_not_know_come_through()
    {
        var options = new ChatOptions
        {
            Temperature = 0.5f,
            MaxOutputTokens = 9,
            RawRepresentationFactory = _ => new ChatRequest
            {
                Messages = [],
                Truncate = true,
                Continue = true,
                User = "li",
                Priority = Priority.Background,
                ReasoningBudget = 100,
                TemplateVariables = new() { ["enable_thinking"] = false },
                Sampling = new SamplingSettings { MinP = 0.1f, Seed = 7 },
            },
        };

        var request = ChatRequests.From(null!, messages, options, new SamplingSettings());

        Assert.Equal((true, true, "li", Priority.Background, 100, 9), (request.Truncate, request.Continue, request.User, request.Priority, request.ReasoningBudget, request.MaxTokens));
        Assert.Equal((0.5f, 0.1f, 7ul), (request.Sampling!.Temperature, request.Sampling.MinP, request.Sampling.Seed));
        Assert.False((bool)request.TemplateVariables!["enable_thinking"]!);
        Assert.Equal("""{"role":"assistant","content":"Because","reasoning_content":"Hm."}""", request.Messages[^1].ToJsonString());
    }

    [Fact]
    public async Task A_drawn_seed_is_told_and_repeats_the_reply()
    {
        using var engine = Engine.Load(DefaultModels.Mini);
        using var client = engine.AsChatClient();
        var options = new ChatOptions { Temperature = 1.5f, TopP = 1, TopK = 0, MaxOutputTokens = 12 };

        var first = await client.GetResponseAsync("Tell a story.", options);
        options.Seed = (long)first.Messages[^1].AdditionalProperties![ChatUpdates.Seed]!;
        var again = await client.GetResponseAsync("Tell a story.", options);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(options.Seed, again.Messages[^1].AdditionalProperties![ChatUpdates.Seed]);
        Assert.Equal(0, first.Usage!.AdditionalCounts![ChatUpdates.DroppedTokens]);
        Assert.InRange(again.Usage!.CachedInputTokenCount!.Value, 1, again.Usage.InputTokenCount!.Value);
    }
}
