using Zhiyan.Inference.Generation;
using RunUsage = Zhiyan.Inference.Generation.Usage;

namespace Zhiyan.Server.OpenAi;

/// <summary>What OpenAI's shape has no place for.</summary>
/// <param name="DroppedTokens">How much of the prompt was left out, because it was too long and the request said <c>truncate</c>.</param>
internal sealed record Extras(int DroppedTokens, double QueueSeconds, double PromptSeconds, double GenerationSeconds)
{
    public static Extras Of(RunUsage usage, Timings timings) =>
        new(usage.DroppedTokens, Math.Round(timings.QueueSeconds, 4), Math.Round(timings.PromptSeconds, 4), Math.Round(timings.GenerationSeconds, 4));
}
