using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Sixteen halves, of which column i and column i + 8 share a 32-bit lane, so that widening crosses no lanes. Integer operations, since
/// .NET has no F16C intrinsics. There is no infinity or NaN among them: narrowing keeps to the finite halves.
/// </summary>
internal readonly unsafe struct Halves : IColumns
{
    private const float Largest = 65504;
    private const int SmallestNormal = (127 - 14) << 23;
    private const float TwoTo112 = 5.192296858534828e33f;

    public static int Bytes => Tile.Columns * sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(byte* columns)
    {
        var pairs = Vector256.Load((int*)columns);
        return (Widen(Vector256.ShiftLeft(pairs, 16)), Widen(pairs));
    }

    /// <summary>Widens <paramref name="count"/> times sixteen halves, an even number: two for every dimension of a page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Widen(byte* halves, int count, float* singles)
    {
        for (float* end = singles + count * Tile.Columns; singles < end; singles += 2 * Tile.Columns, halves += 2 * Bytes)
        {
            var (low, high) = Load(halves);
            var (nextLow, nextHigh) = Load(halves + Bytes);
            low.Store(singles);
            high.Store(singles + 8);
            nextLow.Store(singles + 16);
            nextHigh.Store(singles + 24);
        }
    }

    /// <summary>Rounds to nearest, ties to even; magnitudes above the largest half, and NaN, become the largest half.</summary>
    public static Vector128<ushort> Narrow(Vector256<float> singles)
    {
        var sign = singles.AsInt32() & Vector256.Create(int.MinValue);
        var magnitude = Vector256.MinNative(Vector256.Abs(singles), Vector256.Create(Largest));

        // Normal halves: the 13 bits that go carry into those that stay if they are over half a unit, or just half and the last that stays is odd.
        var bits = magnitude.AsInt32();
        var odd = Vector256.ShiftRightLogical(bits, 13) & Vector256<int>.One;
        var normal = Vector256.ShiftRightLogical(bits + odd + Vector256.Create(0xFFF - ((127 - 15) << 23)), 13);

        // Subnormal halves: beside 0.5 the last bit of a float is worth 2⁻²⁴, as the last of a subnormal half is, so the addition rounds.
        var subnormal = (magnitude + Vector256.Create(0.5f)).AsInt32() - Vector256.Create(0.5f).AsInt32();

        var isNormal = Vector256.GreaterThanOrEqual(bits, Vector256.Create(SmallestNormal));
        var half = Vector256.ConditionalSelect(isNormal, normal, subnormal) | Vector256.ShiftRightLogical(sign, 16);
        return Vector256.Narrow(half.AsUInt32(), half.AsUInt32()).GetLower();
    }

    /// <summary>
    /// Shifts sign, exponent and fraction of a lane's upper half to their places in a float. That leaves the value 2¹¹² too small, since
    /// the exponents are biased by 127 and by 15, and the multiplication sets that right, for subnormals too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector256<int> upperHalves)
    {
        var placed = Vector256.ShiftRightArithmetic(upperHalves, 3) & Vector256.Create(unchecked((int)0x8FFFE000));
        return placed.AsSingle() * Vector256.Create(TwoTo112);
    }
}
