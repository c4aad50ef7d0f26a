using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>IEEE 754 half floats.</summary>
public static class F16
{
    private const int Magnitude = 0x7FFF;
    private const int Infinity = 0x7C00;
    private const int MantissaShift = 23 - 10;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        int done = 0;
        for (; halves.Length - done >= 16; done += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(halves[done..]));
            Floats(low.AsInt32()).CopyTo(values[done..]);
            Floats(high.AsInt32()).CopyTo(values[(done + 8)..]);
        }
        for (; done < halves.Length; done++) values[done] = (float)BitConverter.UInt16BitsToHalf(halves[done]);
    }

    /// <summary>
    /// The bits moved to their places in a float have an exponent 112 too small; a product puts that right, also for subnormals. Infinities and
    /// NaNs take the largest exponent instead.
    /// </summary>
    private static Vector256<float> Floats(Vector256<int> halves)
    {
        var magnitude = (halves & Vector256.Create(Magnitude)) << MantissaShift;
        var finite = magnitude.AsSingle() * Vector256.Create(0x77800000).AsSingle();
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(Infinity << MantissaShift));
        var bits = Vector256.ConditionalSelect(special, magnitude | Vector256.Create(0x7F800000), finite.AsInt32());
        return (bits | ((halves & Vector256.Create(0x8000)) << 16)).AsSingle();
    }
}
