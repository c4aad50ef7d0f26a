namespace Zhiyan.Inference.Sampling;

/// <summary>Lowers the scores of recent tokens: repetition (Keskar et al. 2019), then frequency and presence.</summary>
internal sealed class Penalties(SamplingSettings settings, int[] counts)
{
    public static bool AreOn(SamplingSettings settings) => settings.PenaltyLastN != 0
        && (settings.RepetitionPenalty != 1 || settings.FrequencyPenalty != 0 || settings.PresencePenalty != 0);

    public void Apply(Span<double> scores, ReadOnlySpan<int> previous)
    {
        bool all = settings.PenaltyLastN < 0 || settings.PenaltyLastN >= previous.Length;
        var window = all ? previous : previous[^settings.PenaltyLastN..];
        foreach (int token in window)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)counts.Length, nameof(previous));
            counts[token]++;
        }
        foreach (int token in window)
        {
            int count = counts[token];
            if (count == 0) continue;       // done at its first occurrence
            counts[token] = 0;
            double score = scores[token];
            score = score > 0 ? score / settings.RepetitionPenalty : score * settings.RepetitionPenalty;
            scores[token] = score - (count * (double)settings.FrequencyPenalty + settings.PresencePenalty);
        }
    }
}
