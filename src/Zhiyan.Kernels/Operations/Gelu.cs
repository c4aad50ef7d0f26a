using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// y = x · Φ(x), Φ the normal distribution (Hendrycks and Gimpel 2016): the exact form, with the error function and not its tanh
/// approximation. Off by less than 2e-7 · max(1, |x|). Output may be the input.
/// </summary>
public static class Gelu
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, x.Length);
        for (int i = 0; i < x.Length; i += Lanes.Count) Lanes.Store(Of(Lanes.Load(x[i..])), output[i..]);
    }

    public static void Reference(ReadOnlySpan<float> x, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, x.Length);
        for (int i = 0; i < x.Length; i++) output[i] = (float)(x[i] * NormalDistribution(x[i]));
    }

    /// <summary>
    /// Φ(−a) = ½·erfc(a/√2) for a = |x|, by Abramowitz and Stegun, formula 7.1.26: erfc(z) ≈ e^(−z²)·Σ cᵢtⁱ with t = 1/(1 + pz), off by less
    /// than 1.5e-7. The other half follows by symmetry, so that no digits cancel where x is negative.
    /// </summary>
    private static Vector256<float> Of(Vector256<float> x)
    {
        var z = Vector256.Abs(x) * Vector256.Create(0.70710678f);
        var t = Vector256<float>.One / Vector256.FusedMultiplyAdd(z, Vector256.Create(0.3275911f), Vector256<float>.One);
        var series = Vector256.FusedMultiplyAdd(Vector256.Create(1.061405429f), t, Vector256.Create(-1.453152027f));
        series = Vector256.FusedMultiplyAdd(series, t, Vector256.Create(1.421413741f));
        series = Vector256.FusedMultiplyAdd(series, t, Vector256.Create(-0.284496736f));
        series = Vector256.FusedMultiplyAdd(series, t, Vector256.Create(0.254829592f));
        var below = Vector256.Create(0.5f) * series * t * Exponential.Of(-z * z);
        var share = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), below, Vector256<float>.One - below);
        return x * share;
    }

    /// <summary>
    /// Φ(x) in double: the sum of odd powers near 0 (Marsaglia 2004), the continued fraction of its tail beyond.
    /// </summary>
    private static double NormalDistribution(double x)
    {
        double a = Math.Abs(x), density = Math.Exp(-a * a / 2) / Math.Sqrt(2 * Math.PI);
        double above;
        if (a < 4)
        {
            double term = a, sum = a;
            for (int i = 3; term > sum * 1e-17; i += 2) sum += term *= a * a / i;
            above = 0.5 - density * sum;
        }
        else
        {
            double fraction = a;
            for (int i = 60; i > 0; i--) fraction = a + i / fraction;
            above = density / fraction;
        }
        return x < 0 ? above : 1 - above;
    }
}
