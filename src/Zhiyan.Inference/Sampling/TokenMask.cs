using System.Numerics;

namespace Zhiyan.Inference.Sampling;

/// <summary>A set of tokens, a bit each: token t is bit t mod 64 of word t / 64. Tokens beyond the last word are not in it.</summary>
internal static class TokenMask
{
    public static int Words(int vocabularySize) => (vocabularySize + 63) / 64;

    /// <summary>Gives −∞ to every token that is not in the mask.</summary>
    public static void Forbid(Span<double> scores, ReadOnlySpan<ulong> mask)
    {
        for (int word = 0, first = 0; first < scores.Length; word++, first += 64)
        {
            var some = scores[first..Math.Min(first + 64, scores.Length)];
            var allowed = word < mask.Length ? mask[word] : 0;
            if (allowed == 0) some.Fill(double.NegativeInfinity);
            else if (allowed != ulong.MaxValue)
                for (var forbidden = ~allowed; forbidden != 0; forbidden &= forbidden - 1)
                    if (BitOperations.TrailingZeroCount(forbidden) is var at && at < some.Length) some[at] = double.NegativeInfinity;
        }
    }

    /// <summary>The token in the mask with the highest logit, the lowest of those that tie.</summary>
    public static int Highest(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> mask)
    {
        var (best, highest) = (-1, float.NegativeInfinity);
        for (var word = 0; word < mask.Length; word++)
        {
            for (var left = mask[word]; left != 0; left &= left - 1)
            {
                var token = word * 64 + BitOperations.TrailingZeroCount(left);
                if (token >= logits.Length) break;
                if (logits[token] > highest) (best, highest) = (token, logits[token]);
            }
        }
        return best >= 0 ? best : throw new InvalidOperationException("every token is forbidden by the constraint; the model's logits or the constraint are broken.");
    }
}
