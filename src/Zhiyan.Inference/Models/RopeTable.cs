namespace Zhiyan.Inference.Models;

/// <summary>
/// The angular frequency of every rotated pair, and the cosines and sines of a position. Angles are rounded to float as transformers does it,
/// so that far positions agree with the reference.
/// </summary>
internal sealed class RopeTable
{
    private readonly float[] frequencies;
    private readonly float magnitude;

    public RopeTable(RopeSettings settings)
    {
        frequencies = new float[settings.Dimensions / 2];
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            var plain = (float)(1 / Math.Pow(settings.Base, 2.0 * pair / settings.Dimensions));
            frequencies[pair] = (float)Scaled(plain, pair, settings);
        }
        magnitude = settings.Scaling is RopeScaling.Yarn yarn ? (float)yarn.AttentionFactor : 1;
    }

    public int Pairs => frequencies.Length;

    /// <summary>Writes cos and sin of every pair at <paramref name="position"/>.</summary>
    public void Fill(int position, Span<float> cosines, Span<float> sines)
    {
        for (var pair = 0; pair < frequencies.Length; pair++)
        {
            var (sine, cosine) = Math.SinCos(position * frequencies[pair]);
            cosines[pair] = (float)cosine * magnitude;
            sines[pair] = (float)sine * magnitude;
        }
    }

    private static double Scaled(double frequency, int pair, RopeSettings settings) => settings.Scaling switch
    {
        null => frequency,
        RopeScaling.Linear linear => frequency / linear.Factor,
        RopeScaling.Divisors divisors => frequency / divisors.Values[pair],
        RopeScaling.Llama3 llama3 => Llama3(frequency, llama3),
        RopeScaling.Yarn yarn => Yarn(frequency, pair, settings, yarn),
        var other => throw new NotSupportedException($"rope scaling {other.GetType().Name} has no frequencies"),
    };

    private static double Llama3(double frequency, RopeScaling.Llama3 scaling)
    {
        var turns = scaling.OriginalContext * frequency / (2 * Math.PI);    // over the original context
        if (turns < scaling.LowFrequencyFactor) return frequency / scaling.Factor;
        if (turns > scaling.HighFrequencyFactor) return frequency;
        var smooth = (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return (1 - smooth) * frequency / scaling.Factor + smooth * frequency;
    }

    private static double Yarn(double frequency, int pair, RopeSettings settings, RopeScaling.Yarn scaling)
    {
        var low = PairAt(scaling.BetaFast, settings, scaling.OriginalContext);
        var high = PairAt(scaling.BetaSlow, settings, scaling.OriginalContext);
        if (scaling.Truncate) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, settings.Dimensions - 1));
        var interpolated = Math.Clamp((pair - low) / Math.Max(high - low, 0.001), 0, 1);
        return frequency / scaling.Factor * interpolated + frequency * (1 - interpolated);
    }

    /// <summary>The (fractional) pair that turns <paramref name="rotations"/> times over the original context.</summary>
    private static double PairAt(double rotations, RopeSettings settings, int originalContext) =>
        settings.Dimensions * Math.Log(originalContext / (rotations * 2 * Math.PI)) / (2 * Math.Log(settings.Base));
}
