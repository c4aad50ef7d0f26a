namespace Zhiyan.Inference.Sampling;

/// <summary>A token and the natural logarithm of the probability the model itself gave it, before any setting touched it.</summary>
public readonly record struct TokenLogprob(int Token, double Logprob)
{
    /// <summary>The most that <see cref="Measure"/> ranks.</summary>
    public const int MaxTop = 20;

    /// <summary>
    /// The log-probability of <paramref name="token"/> under the softmax of <paramref name="logits"/>; fills <paramref name="top"/> with the
    /// most likely tokens, best first, lower ids first in a tie. Allocates nothing.
    /// </summary>
    public static double Measure(ReadOnlySpan<float> logits, int token, Span<TokenLogprob> top)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top.Length, Math.Min(MaxTop, logits.Length));
        float max = Softmax.Max(logits);
        double logTotal = max + Math.Log(Softmax.SumOfExponentials(logits, max));
        if (top.Length > 0) Rank(logits, top);
        foreach (ref var entry in top) entry = entry with { Logprob = entry.Logprob - logTotal };
        return logits[token] - logTotal;
    }

    /// <summary>Insertion into a short sorted list: after the first few tokens hardly any logit passes its last entry.</summary>
    private static void Rank(ReadOnlySpan<float> logits, Span<TokenLogprob> top)
    {
        int filled = 0;
        double last = double.NegativeInfinity;
        for (int token = 0; token < logits.Length; token++)
        {
            if (filled == top.Length && logits[token] <= last) continue;
            int at = filled < top.Length ? filled++ : filled - 1;
            for (; at > 0 && top[at - 1].Logprob < logits[token]; at--) top[at] = top[at - 1];
            top[at] = new TokenLogprob(token, logits[token]);
            last = top[^1].Logprob;
        }
    }
}
