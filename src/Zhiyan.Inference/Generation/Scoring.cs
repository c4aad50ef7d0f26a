namespace Zhiyan.Inference.Generation;

/// <summary>Scores continuations by requests that make no token: the first reads the prompt, the others find it in the cache.</summary>
internal static class Scoring
{
    /// <summary>Continuations under way at once: enough to fill passes, few beside the engine's queue.</summary>
    private const int AtOnce = 32;

    public static async Task<IReadOnlyList<ContinuationScore>> Run(
        Engine engine, IReadOnlyList<int> prompt, IReadOnlyList<IReadOnlyList<int>> continuations, Priority priority, CancellationToken cancellation)
    {
        var scores = new ContinuationScore[continuations.Count];
        await Measure(engine, prompt, [], priority, cancellation);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, scores.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (index, token) => scores[index] = await Measure(engine, prompt, continuations[index], priority, token));
        return scores;
    }

    private static async Task<ContinuationScore> Measure(
        Engine engine, IReadOnlyList<int> prompt, IReadOnlyList<int> continuation, Priority priority, CancellationToken cancellation)
    {
        IReadOnlyList<double> logprobs = [];
        var request = new GenerationRequest
        {
            Prompt = [.. prompt, .. continuation],
            MaxTokens = 0,
            PromptLogprobs = continuation.Count > 0,
            PromptLogprobsFrom = prompt.Count,
            Priority = priority,
        };
        await foreach (var step in engine.Generate(request, cancellation))
            if (step is PromptRead { Logprobs: { } measured }) logprobs = [.. measured.Skip(prompt.Count).Select(token => token!.Chosen.Logprob)];
        return new ContinuationScore(logprobs.Sum(), logprobs);
    }
}
