using System.Numerics.Tensors;

namespace Zhiyan.Kernels.Operations;

/// <summary>x += y: a residual of the same length, or a bias as wide as one row of x, added to every row.</summary>
public static class Add
{
    /// <summary>Adds <paramref name="addend"/> to every row of <paramref name="x"/>, shape [rows, addend.Length].</summary>
    public static void Into(Span<float> x, ReadOnlySpan<float> addend)
    {
        Check(x, addend);
        for (int start = 0; start < x.Length; start += addend.Length)
        {
            var row = x.Slice(start, addend.Length);
            TensorPrimitives.Add(row, addend, row);
        }
    }

    public static void Reference(Span<float> x, ReadOnlySpan<float> addend)
    {
        Check(x, addend);
        for (int i = 0; i < x.Length; i++) x[i] += addend[i % addend.Length];
    }

    private static void Check(ReadOnlySpan<float> x, ReadOnlySpan<float> addend)
    {
        ArgumentOutOfRangeException.ThrowIfZero(addend.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length % addend.Length, 0);
    }
}
