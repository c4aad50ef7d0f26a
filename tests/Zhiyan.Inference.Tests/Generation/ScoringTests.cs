using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Generation;

public sealed class ScoringTests
{
    private static readonly string tiny = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "model.gguf");

    [Fact]
    public async Task Scores_each_continuation_as_a_pass_over_the_whole_text_does()
    {
        var random = new Random(3);
        int[] prompt = [.. Enumerable.Range(0, 70).Select(_ => random.Next(3, 60))];
        int[][] continuations = [[7], [8, 9, 10], [], [.. Enumerable.Range(0, 40).Select(_ => random.Next(3, 60))], [8, 9, 11]];
        using var engine = Engine.Load(tiny);

        var scores = await engine.Score(prompt, continuations);

        foreach (var (continuation, score) in continuations.Zip(scores)) Assert.Equal(Expected(prompt, continuation), score.TokenLogprobs);
        Assert.Equal(scores[3].TokenLogprobs.Sum(), scores[3].Logprob);
        Assert.Equal(0, scores[2].Logprob);
    }

    [Fact]
    public async Task Reads_the_prompt_once()
    {
        var random = new Random(3);
        int[] prompt = [.. Enumerable.Range(0, 160).Select(_ => random.Next(3, 60))];
        using var engine = Engine.Load(tiny);

        await engine.Score(prompt, [.. Enumerable.Range(0, 20).Select(index => (int[])[3 + index, 4])]);
        await using var settled = engine.Generate(new GenerationRequest { Prompt = [1], MaxTokens = 0 }).GetAsyncEnumerator();
        await settled.MoveNextAsync();

        Assert.InRange(engine.State.PromptTokens, 160, 160 + 20 * 3 + 1);
    }

    private static double[] Expected(int[] prompt, int[] continuation)
    {
        using var model = Model.Open(tiny);
        using var runner = new Runner(model);
        using var session = new Session(runner);
        int[] all = [.. prompt, .. continuation];
        var logprobs = new List<double>();
        session.Append(all, (index, logits) =>
        {
            if (index >= prompt.Length - 1 && index + 1 < all.Length) logprobs.Add(TokenLogprobs.Measure(logits, all[index + 1], 0).Chosen.Logprob);
        });
        return [.. logprobs];
    }
}
