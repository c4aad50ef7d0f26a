using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Operations;

/// <summary>
/// y = x · w / √(mean(x²) + ε), row by row (Zhang and Sennrich 2019). A row is as wide as <c>weight</c>: the hidden state,
/// or one head where queries and keys are normed head by head. Output may be the input.
/// </summary>
public static class RmsNorm
{
    /// <summary>
    /// Norms every row of <paramref name="x"/>, shape [rows, weight.Length]; a row's result does not depend on the others.
    /// </summary>
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> output)
    {
        Check(x, weight, output);
        for (int start = 0; start < x.Length; start += weight.Length)
        {
            Row(x.Slice(start, weight.Length), weight, epsilon, output.Slice(start, weight.Length));
        }
    }

    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> output)
    {
        Check(x, weight, output);
        for (int start = 0; start < x.Length; start += weight.Length)
        {
            double squares = 0;
            for (int i = 0; i < weight.Length; i++) squares += (double)x[start + i] * x[start + i];
            double scale = 1 / Math.Sqrt(squares / weight.Length + epsilon);
            for (int i = 0; i < weight.Length; i++) output[start + i] = (float)(x[start + i] * scale * weight[i]);
        }
    }

    private static void Row(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> output)
    {
        var squares = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            var lanes = Lanes.Load(x[i..]);
            squares = Vector256.FusedMultiplyAdd(lanes, lanes, squares);
        }

        var scale = Vector256.Create(1 / MathF.Sqrt(Lanes.Sum(squares) / x.Length + epsilon));
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            Lanes.Store(Lanes.Load(x[i..]) * scale * Lanes.Load(weight[i..]), output[i..]);
        }
    }

    private static void Check(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(weight.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length % weight.Length, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, x.Length);
    }
}
