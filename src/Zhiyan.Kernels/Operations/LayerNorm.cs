using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// y = (x − mean(x)) / √(var(x) + ε) · w + b, row by row (Ba et al. 2016), with the variance of all values, not of a sample. A row is as wide
/// as <c>weight</c> and <c>bias</c>. Output may be the input.
/// </summary>
public static class LayerNorm
{
    /// <summary>
    /// Norms every row of <paramref name="x"/>, shape [rows, weight.Length]; a row's result does not depend on the others.
    /// </summary>
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> output)
    {
        Check(x, weight, bias, output);
        for (int start = 0; start < x.Length; start += weight.Length)
        {
            Row(x.Slice(start, weight.Length), weight, bias, epsilon, output.Slice(start, weight.Length));
        }
    }

    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> output)
    {
        Check(x, weight, bias, output);
        for (int start = 0; start < x.Length; start += weight.Length)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < weight.Length; i++) sum += x[start + i];
            double mean = sum / weight.Length;
            for (int i = 0; i < weight.Length; i++) squares += (x[start + i] - mean) * (x[start + i] - mean);
            double scale = 1 / Math.Sqrt(squares / weight.Length + epsilon);
            for (int i = 0; i < weight.Length; i++) output[start + i] = (float)((x[start + i] - mean) * scale * weight[i] + bias[i]);
        }
    }

    /// <summary>Two passes, since the difference of two large sums would cost the variance its digits.</summary>
    private static void Row(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> output)
    {
        var sums = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Lanes.Count) sums += Lanes.Load(x[i..]);
        float center = Lanes.Sum(sums) / x.Length;

        var mean = Vector256.Create(center);
        var squares = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            var distance = Lanes.Load(x[i..], padding: center) - mean;
            squares = Vector256.FusedMultiplyAdd(distance, distance, squares);
        }

        var scale = Vector256.Create(1 / MathF.Sqrt(Lanes.Sum(squares) / x.Length + epsilon));
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            var normed = (Lanes.Load(x[i..]) - mean) * scale;
            Lanes.Store(Vector256.FusedMultiplyAdd(normed, Lanes.Load(weight[i..]), Lanes.Load(bias[i..])), output[i..]);
        }
    }

    private static void Check(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(weight.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length, weight.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length % weight.Length, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, x.Length);
    }
}
