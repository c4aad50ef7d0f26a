using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>IEEE 754 half floats.</summary>
public static class F16
{
    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        int done = 0;
        for (; halves.Length - done >= 16; done += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(halves[done..]).AsInt16());
            Floats(low).CopyTo(values[done..]);
            Floats(high).CopyTo(values[(done + 8)..]);
        }
        for (; done < halves.Length; done++) values[done] = (float)BitConverter.UInt16BitsToHalf(halves[done]);
    }

    /// <summary>
    /// Eight halves, sign-extended. Sign and the other bits moved to their places in a float have an exponent 112 too small; a product puts that
    /// right, also for subnormals. Infinities and NaNs take the largest exponent instead. (.NET has no class for vcvtph2ps.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Floats(Vector256<int> halves)
    {
        Vector256<int> bits = (halves << 13) & Vector256.Create(unchecked((int)0x8FFFE000)), infinity = Vector256.Create(0x0F800000);
        var finite = bits.AsSingle() * Vector256.Create(0x77800000).AsSingle();
        var special = Vector256.Equals(bits & infinity, infinity) & Vector256.Create(0x7F800000);
        return (finite.AsInt32() | special).AsSingle();
    }
}
