using Zhiyan.Inference.Sampling;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>
/// Tokens side by side with their log-probabilities under the model itself, the likeliest in their place (the token itself always among
/// them), and where in the text they begin, in UTF-16 code units. The first token of a prompt has no log-probability.
/// </summary>
internal sealed record CompletionLogprobs(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<double?> TokenLogprobs,
    IReadOnlyList<IReadOnlyDictionary<string, double>?> TopLogprobs,
    IReadOnlyList<int> TextOffset)
{
    public static CompletionLogprobs Of(IReplyEngine engine, int token, TokenLogprobs? measured, int offset) => new(
        [TokenText.Of(engine, token).Text],
        [measured is null ? null : Logprob.Of(measured.Chosen.Logprob)],
        [measured is null ? null : Top(engine, measured)],
        [offset]);

    public static CompletionLogprobs Joined(IReadOnlyList<CompletionLogprobs> parts) => new(
        [.. parts.SelectMany(part => part.Tokens)],
        [.. parts.SelectMany(part => part.TokenLogprobs)],
        [.. parts.SelectMany(part => part.TopLogprobs)],
        [.. parts.SelectMany(part => part.TextOffset)]);

    /// <summary>Two tokens may look alike; the likelier one is named.</summary>
    private static Dictionary<string, double> Top(IReplyEngine engine, TokenLogprobs measured)
    {
        var top = new Dictionary<string, double>();
        foreach (var rival in measured.Top.Append(measured.Chosen)) top.TryAdd(TokenText.Of(engine, rival.Token).Text, Logprob.Of(rival.Logprob));
        return top;
    }
}
