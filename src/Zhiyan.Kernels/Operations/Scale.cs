using System.Numerics.Tensors;

namespace Zhiyan.Kernels.Operations;

/// <summary>x = factor · x, and x += factor · y.</summary>
public static class Scale
{
    public static void By(Span<float> x, float factor) => TensorPrimitives.Multiply(x, factor, x);

    /// <summary>Adds <paramref name="addend"/> times <paramref name="factor"/>, rounded once.</summary>
    public static void Add(Span<float> x, ReadOnlySpan<float> addend, float factor)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(addend.Length, x.Length);
        TensorPrimitives.FusedMultiplyAdd(addend, factor, x, x);
    }
}
