using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Scheduling;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Scheduling;

public sealed class ReasoningTests
{
    [Theory, InlineData(0), InlineData(5)]
    public async Task Ends_a_reasoning_that_has_used_up_its_budget(int budget)
    {
        using var engine = Engine.Load(DefaultModels.Mini);
        var tokenizer = engine.Model.Tokenizer;
        var end = tokenizer.Encode("</think>", SpecialTokens.Parse, addBosEos: false);
        var request = new GenerationRequest
        {
            Prompt = tokenizer.Encode("<|im_start|>user\n17 + 25?<|im_end|>\n<|im_start|>assistant\n<think>", SpecialTokens.Parse, addBosEos: false),
            MaxTokens = budget + end.Length + 4,
            IgnoreEnd = true,
            Sampling = new SamplingSettings { Temperature = 0 },
            Reasoning = new Reasoning("<think>", "</think>", budget, IsOpen: true),
        };

        var tokens = new List<int>();
        await foreach (var step in engine.Generate(request))
            if (step is Generated made) tokens.Add(made.Token);

        Assert.Equal(end, tokens[budget..(budget + end.Length)]);
        Assert.Equal(request.MaxTokens, tokens.Count);
    }

    [Fact]
    public void Knows_a_reasoning_that_the_reply_itself_opens()
    {
        using var model = Model.Open(DefaultModels.Mini);
        var start = model.Tokenizer.Encode("<think>", SpecialTokens.Parse, addBosEos: false);
        var guard = new ReasoningGuard(new Reasoning("<think>", "</think>", 2, IsOpen: false), model.Tokenizer);

        foreach (var token in start) guard.Accept(token);
        var open = guard.IsOpen;
        guard.Accept(100);
        var free = guard.Forced;
        guard.Accept(101);

        Assert.True(open);
        Assert.Null(free);
        Assert.NotNull(guard.Forced);
    }
}
