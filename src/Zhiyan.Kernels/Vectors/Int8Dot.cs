using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Vectors;

/// <summary>Σ a[i]·b[i] over signed bytes of −127 … 127, as <see cref="Int8Vector"/> makes them; exact in 32 bits below 2¹⁷ elements.</summary>
public static class Int8Dot
{
    public static int Reference(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        int sum = 0;
        for (int at = 0; at < a.Length; at++) sum += a[at] * b[at];
        return sum;
    }

    /// <summary>The product of one vector with each row of a matrix.</summary>
    /// <param name="rows">Rows of the vector's length, one after the other.</param>
    public static void Rows(ReadOnlySpan<sbyte> vector, ReadOnlySpan<sbyte> rows, Span<int> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, vector.Length * sums.Length);
        for (int row = 0; row < sums.Length; row++) sums[row] = Sum(vector, rows.Slice(row * vector.Length, vector.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        Vector256<int> lanes = default;
        ref sbyte first = ref MemoryMarshal.GetReference(a), second = ref MemoryMarshal.GetReference(b);
        int done = 0;
        for (; a.Length - done >= 32; done += 32)
        {
            var (aLow, aHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)done));
            var (bLow, bHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref second, (nuint)done));
            var (low, high) = Vector256.Widen(aLow * bLow + aHigh * bHigh);     // 16 bits hold two products: 2·127² < 2¹⁵
            lanes += low + high;
        }
        return Vector256.Sum(lanes) + Reference(a[done..], b[done..]);
    }
}
