namespace Zhiyan.Inference.Sampling;

/// <summary>How likely the model itself found a token, and what it found likeliest in its place, best first.</summary>
public sealed record TokenLogprobs(TokenLogprob Chosen, IReadOnlyList<TokenLogprob> Top)
{
    /// <summary>Measures <paramref name="token"/> and the <paramref name="rivals"/> likeliest tokens under the softmax of the logits.</summary>
    public static TokenLogprobs Measure(ReadOnlySpan<float> logits, int token, int rivals)
    {
        var top = new TokenLogprob[Math.Min(rivals, logits.Length)];
        return new TokenLogprobs(new TokenLogprob(token, TokenLogprob.Measure(logits, token, top)), top);
    }
}
