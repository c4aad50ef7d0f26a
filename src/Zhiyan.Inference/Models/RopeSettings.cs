using Zhiyan.Kernels.Operations;

namespace Zhiyan.Inference.Models;

/// <summary>How a model turns positions into angles: base, the first <paramref name="Dimensions"/> of each head, and how far it is stretched.</summary>
public sealed record RopeSettings(double Base, int Dimensions, RopePairing Pairing, RopeScaling? Scaling = null);

/// <summary>A way to stretch the positions a model was trained on; null means none.</summary>
public abstract record RopeScaling
{
    /// <summary>All frequencies divided by <paramref name="Factor"/> (Chen et al. 2023, position interpolation).</summary>
    public sealed record Linear(double Factor) : RopeScaling;

    /// <summary>Llama 3.1: short wavelengths stay, long ones are divided by <paramref name="Factor"/>, those between are blended.</summary>
    public sealed record Llama3(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalContext) : RopeScaling;

    /// <summary>
    /// YaRN (Peng et al. 2023): interpolation below <paramref name="BetaSlow"/> turns over the original context, none above
    /// <paramref name="BetaFast"/>, a ramp between; cos and sin are multiplied by <paramref name="AttentionFactor"/>. With
    /// <paramref name="Truncate"/> the ends of the ramp are rounded to whole dimensions.
    /// </summary>
    public sealed record Yarn(double Factor, int OriginalContext, double BetaFast, double BetaSlow, double AttentionFactor, bool Truncate) : RopeScaling
    {
        /// <summary>The paper's attention factor, 0.1 · ln(s) + 1, with the multiplier that DeepSeek put before it.</summary>
        public static double DefaultAttentionFactor(double factor, double multiplier = 1) => factor <= 1 ? 1 : 0.1 * multiplier * Math.Log(factor) + 1;
    }

    /// <summary>Each frequency divided by a number of its own, as GGUF stores the Llama 3 scaling (<c>rope_freqs.weight</c>).</summary>
    public sealed record Divisors(IReadOnlyList<float> Values) : RopeScaling;
}
