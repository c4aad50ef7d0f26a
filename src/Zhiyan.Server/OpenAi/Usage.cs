using RunUsage = Zhiyan.Inference.Generation.Usage;

namespace Zhiyan.Server.OpenAi;

/// <summary>Token counts of a request, over all its choices.</summary>
internal sealed record Usage(int PromptTokens, int CompletionTokens, PromptTokensDetails PromptTokensDetails)
{
    public static readonly Usage None = new(0, 0, new PromptTokensDetails(0));

    public int TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>Adds a run. A prompt counts once, however many choices are made from it.</summary>
    public Usage Plus(RunUsage run, bool samePrompt) => new(
        PromptTokens + (samePrompt ? 0 : run.PromptTokens),
        CompletionTokens + run.CompletionTokens,
        samePrompt ? PromptTokensDetails : new PromptTokensDetails(PromptTokensDetails.CachedTokens + run.CachedTokens));
}

/// <param name="CachedTokens">Tokens that were in the cache already and were not read again.</param>
internal sealed record PromptTokensDetails(int CachedTokens);
