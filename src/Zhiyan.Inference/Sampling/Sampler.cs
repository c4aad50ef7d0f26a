using System.Numerics;

namespace Zhiyan.Inference.Sampling;

/// <summary>
/// Chooses tokens from logits: bias, penalties, temperature, top-k, typical, top-p, min-p, in this order, each on what the one before left.
/// Probabilities are float64. Belongs to one sequence; its scratch is sized here and a token allocates nothing.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingSettings settings;
    private readonly int vocabularySize;
    private readonly SplitMix64 random;
    private readonly Penalties? penalties;
    private readonly (int Token, float Bias)[] biases;
    private readonly double[] scores;
    private readonly Candidates candidates;

    /// <summary>Throws an <see cref="ArgumentException"/> for settings out of range or a bias outside the vocabulary.</summary>
    public Sampler(SamplingSettings settings, int vocabularySize, ulong seed)
    {
        settings.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        this.settings = settings;
        this.vocabularySize = vocabularySize;
        random = new SplitMix64(seed);
        biases = [.. settings.LogitBias.Select(pair => (pair.Key, pair.Value))];
        foreach (var (token, _) in biases)
            if (token >= vocabularySize)
                throw new ArgumentException($"LogitBias names token {token}; the vocabulary ends at {vocabularySize - 1}.", nameof(settings));
        penalties = Penalties.AreOn(settings) ? new Penalties(settings, vocabularySize) : null;
        scores = IsPlainGreedy ? [] : new double[vocabularySize];
        candidates = new Candidates(IsGreedy ? 0 : vocabularySize);
    }

    private bool IsGreedy => settings.Temperature <= 0;

    private bool IsPlainGreedy => IsGreedy && penalties is null && biases.Length == 0;

    /// <summary>The next token. <paramref name="previous"/> are the tokens the penalties look back on, oldest first.</summary>
    public int Sample(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous)
    {
        if (IsPlainGreedy) return Highest(Checked(logits));
        Adjust(logits, previous);
        if (IsGreedy) return Highest<double>(scores);
        Filter();
        return candidates.Draw(random.NextUniform());
    }

    /// <summary>The distribution <see cref="Sample"/> draws from, one probability a token. Draws nothing.</summary>
    public void Distribution(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, vocabularySize);
        probabilities.Clear();
        if (IsGreedy)
        {
            probabilities[Sample(logits, previous)] = 1;
            return;
        }
        Adjust(logits, previous);
        Filter();
        foreach (ref readonly var candidate in candidates.Items) probabilities[candidate.Id] = candidate.Weight / candidates.Total;
    }

    private void Adjust(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous)
    {
        Softmax.Widen(Checked(logits), scores);
        foreach (var (token, bias) in biases) scores[token] += bias;
        penalties?.Apply(scores, previous);
    }

    private void Filter()
    {
        double max = MaxOf<double>(scores);
        if (settings.TopK > 0 && settings.TopK < vocabularySize)
            TopK.Gather(candidates, scores, settings.TopK, max, settings.Temperature);
        else
            GatherAll(max);
        if (settings.TypicalP < 1) TypicalP.Keep(candidates, settings.TypicalP);
        if (settings.TopP < 1) TopP.Keep(candidates, settings.TopP);
        if (settings.MinP > 0) MinP.Keep(candidates, settings.MinP);
    }

    private void GatherAll(double max)
    {
        double total = Softmax.Exponentiate(scores, max, settings.Temperature);
        bool topPComesFirst = settings.TypicalP >= 1 && settings.TopP < 1;
        candidates.Gather(scores, total, topPComesFirst ? TopP.LeastWeight(settings.TopP, total, vocabularySize) : 0);
    }

    private ReadOnlySpan<float> Checked(ReadOnlySpan<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, vocabularySize);
        return logits;
    }

    private static int Highest<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPointIeee754<T> =>
        Softmax.IndexOf(values, MaxOf(values));

    private static T MaxOf<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = Softmax.Max(values);
        if (T.IsFinite(max)) return max;
        throw new InvalidOperationException(T.IsNegativeInfinity(max)
            ? "every token is forbidden: all logits are minus infinity after the bias; allow at least one."
            : $"the highest logit is {max}: the forward pass or the weights are broken.");
    }
}
