using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Generation;

/// <summary>What a generation tells while it runs: <see cref="PromptRead"/>, then a <see cref="Generated"/> for each token, then <see cref="Finished"/>.</summary>
public abstract record GenerationEvent;

/// <summary>
/// The prompt is in the cache. <paramref name="Logprobs"/>, where asked for, has an entry for each prompt token; the first is null, since
/// nothing comes before it.
/// </summary>
public sealed record PromptRead(int Tokens, int CachedTokens, IReadOnlyList<TokenLogprobs?>? Logprobs) : GenerationEvent;

/// <summary>
/// A token, and the text that may be shown now: it can be empty while half a character or the start of a stop text is held back. An end
/// token has no text.
/// </summary>
public sealed record Generated(int Token, string Text, TokenLogprobs? Logprobs) : GenerationEvent;

/// <summary>The end, with the last of the text.</summary>
public sealed record Finished(FinishReason Reason, string Text, string? StopText, Usage Usage, Timings Timings) : GenerationEvent;

public enum FinishReason
{
    /// <summary>An end token or a stop text.</summary>
    Stop,

    /// <summary>The allowed tokens or the context are used up.</summary>
    Length,
}

/// <summary>Token counts. <paramref name="DroppedTokens"/> were cut from the start of a prompt that was too long, because the caller asked for it.</summary>
public sealed record Usage(int PromptTokens, int CachedTokens, int CompletionTokens, int DroppedTokens);

/// <summary>Seconds in the queue, reading the prompt and generating.</summary>
public sealed record Timings(double QueueSeconds, double PromptSeconds, double GenerationSeconds);
