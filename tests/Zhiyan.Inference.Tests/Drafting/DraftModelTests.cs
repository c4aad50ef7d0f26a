using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Drafting;

public sealed class DraftModelTests
{
    private static readonly string tiny = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "model.gguf");

    [Theory, InlineData(0f), InlineData(0.8f)]
    public async Task Changes_no_reply_and_is_right_where_both_models_agree(float temperature)
    {
        var request = new GenerationRequest
        {
            Prompt = [5, 6, 7, 8], MaxTokens = 60, IgnoreEnd = true, Logprobs = 2,
            Sampling = new SamplingSettings { Temperature = temperature, Seed = 11 },
        };
        using var plain = Engine.Load(tiny, settings: new EngineSettings { PromptLookup = false });
        using var drafted = Engine.Load(tiny, settings: new EngineSettings { PromptLookup = false, DraftModel = tiny });

        var expected = await Tokens(plain, request);
        var actual = await Tokens(drafted, request);

        Assert.Equal(expected.Select(made => (made.Token, made.Logprobs!.Chosen)), actual.Select(made => (made.Token, made.Logprobs!.Chosen)));
        await Tokens(drafted, request with { MaxTokens = 1 });      // the counts are in once a later request is served
        Assert.InRange(drafted.State.AcceptedTokens, temperature == 0 ? drafted.State.DraftedTokens : 0, drafted.State.DraftedTokens);
        Assert.InRange(drafted.State.Passes, 1, temperature == 0 ? 20 : 62);
    }

    [Fact]
    public void Refuses_a_model_of_another_vocabulary()
    {
        var other = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "ernie4_5", "model.gguf");

        var error = Assert.Throws<ArgumentException>(() => Engine.Load(DefaultModels.Mini, settings: new EngineSettings { DraftModel = other }));

        Assert.Contains("another vocabulary", error.Message);
    }

    private static async Task<List<Generated>> Tokens(Engine engine, GenerationRequest request)
    {
        var made = new List<Generated>();
        await foreach (var step in engine.Generate(request))
            if (step is Generated token) made.Add(token);
        return made;
    }
}
