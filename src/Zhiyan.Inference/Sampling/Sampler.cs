using System.Numerics;

namespace Zhiyan.Inference.Sampling;

/// <summary>
/// Chooses tokens from logits: bias, penalties, temperature, top-k, typical, top-p, min-p, in this order, each on what the one before left.
/// Probabilities are float64. Belongs to one sequence; a token allocates nothing.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingSettings settings;
    private readonly SamplerScratch scratch;
    private readonly SplitMix64 random;
    private readonly Penalties? penalties;
    private readonly (int Token, float Bias)[] biases;

    /// <summary>A sampler with scratch of its own. Throws an <see cref="ArgumentException"/> for settings out of range or a bias outside the vocabulary.</summary>
    public Sampler(SamplingSettings settings, int vocabularySize, ulong seed) : this(settings, new SamplerScratch(vocabularySize), seed)
    {
    }

    /// <summary>A sampler that shares its scratch with others on the same thread. Throws as above.</summary>
    public Sampler(SamplingSettings settings, SamplerScratch scratch, ulong seed)
    {
        Validate(settings, scratch.VocabularySize);
        this.settings = settings;
        this.scratch = scratch;
        random = new SplitMix64(seed);
        biases = [.. settings.LogitBias.Select(pair => (pair.Key, pair.Value))];
        penalties = Penalties.AreOn(settings) ? new Penalties(settings, scratch.Counts) : null;
    }

    private Span<double> Scores => scratch.Scores;

    private Candidates Candidates => scratch.Candidates;

    private bool IsGreedy => settings.Temperature <= 0;

    private bool IsPlainGreedy => IsGreedy && penalties is null && biases.Length == 0;

    /// <summary>Throws an <see cref="ArgumentException"/> that names a setting out of its range or a bias outside the vocabulary.</summary>
    public static void Validate(SamplingSettings settings, int vocabularySize)
    {
        settings.Validate();
        foreach (var token in settings.LogitBias.Keys)
            if (token >= vocabularySize)
                throw new ArgumentException($"LogitBias names token {token}; the vocabulary ends at {vocabularySize - 1}.", nameof(settings));
    }

    /// <summary>The next token. <paramref name="previous"/> are the tokens the penalties look back on, oldest first.</summary>
    /// <param name="mask">The tokens that may come, a bit each: token t is bit t mod 64 of word t / 64. Empty for all.</param>
    public int Sample(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous, ReadOnlySpan<ulong> mask = default)
    {
        if (IsPlainGreedy) return mask.IsEmpty ? Highest(Checked(logits)) : TokenMask.Highest(Checked(logits), mask);
        Adjust(logits, previous, mask);
        if (IsGreedy) return Highest<double>(Scores);
        Filter();
        return Candidates.Draw(random.NextUniform());
    }

    /// <summary>The distribution <see cref="Sample"/> draws from, one probability a token. Draws nothing.</summary>
    public void Distribution(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, scratch.VocabularySize);
        probabilities.Clear();
        if (IsGreedy)
        {
            probabilities[Sample(logits, previous)] = 1;
            return;
        }
        Adjust(logits, previous, mask: default);
        Filter();
        foreach (ref readonly var candidate in Candidates.Items) probabilities[candidate.Id] = candidate.Weight / Candidates.Total;
    }

    private void Adjust(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous, ReadOnlySpan<ulong> mask)
    {
        Softmax.Widen(Checked(logits), Scores);
        if (!mask.IsEmpty) TokenMask.Forbid(Scores, mask);
        foreach (var (token, bias) in biases) Scores[token] += bias;
        penalties?.Apply(Scores, previous);
    }

    private void Filter()
    {
        double max = MaxOf<double>(Scores);
        if (settings.TopK > 0 && settings.TopK < scratch.VocabularySize)
            TopK.Gather(Candidates, Scores, settings.TopK, max, settings.Temperature);
        else
            GatherAll(max);
        if (settings.TypicalP < 1) TypicalP.Keep(Candidates, settings.TypicalP);
        if (settings.TopP < 1) TopP.Keep(Candidates, settings.TopP);
        if (settings.MinP > 0) MinP.Keep(Candidates, settings.MinP);
    }

    private void GatherAll(double max)
    {
        double total = Softmax.Exponentiate(Scores, max, settings.Temperature);
        bool topPComesFirst = settings.TypicalP >= 1 && settings.TopP < 1;
        Candidates.Gather(Scores, total, topPComesFirst ? TopP.LeastWeight(settings.TopP, total, scratch.VocabularySize) : 0);
    }

    private ReadOnlySpan<float> Checked(ReadOnlySpan<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, scratch.VocabularySize);
        return logits;
    }

    private static int Highest<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPointIeee754<T> =>
        Softmax.IndexOf(values, MaxOf(values));

    private static T MaxOf<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = Softmax.Max(values);
        if (T.IsFinite(max)) return max;
        throw new InvalidOperationException(T.IsNegativeInfinity(max)
            ? "every token is forbidden: all logits are minus infinity after the bias and the constraint; allow at least one."
            : $"the highest logit is {max}: the forward pass or the weights are broken.");
    }
}
