using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>y[i] = e^(x[i] − max) / Σ e^(x[j] − max). −∞ gets probability 0; one value must be finite. Output may be the input.</summary>
public static class Softmax
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, x.Length);
        var max = Vector256.Create(float.NegativeInfinity);
        for (int i = 0; i < x.Length; i += Lanes.Count) max = Vector256.Max(max, Lanes.Load(x[i..], float.NegativeInfinity));
        max = Vector256.Create(Lanes.Max(max));

        var sum = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            var power = Exponential.Of(Lanes.Load(x[i..], float.NegativeInfinity) - max);
            sum += power;
            Lanes.Store(power, output[i..]);
        }

        var total = Vector256.Create(Lanes.Sum(sum));
        for (int i = 0; i < x.Length; i += Lanes.Count) Lanes.Store(Lanes.Load(output[i..]) / total, output[i..]);
    }

    public static void Reference(ReadOnlySpan<float> x, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, x.Length);
        double max = double.NegativeInfinity;
        foreach (float value in x) max = Math.Max(max, value);
        double sum = 0;
        foreach (float value in x) sum += Math.Exp(value - max);
        for (int i = 0; i < x.Length; i++) output[i] = (float)(Math.Exp(x[i] - max) / sum);
    }
}
