using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Q4_1: nibbles, a half-float scale and minimum.</summary>
internal readonly unsafe struct Q4_1Format : IBlockFormat
{
    public static TensorType Type => TensorType.Q4_1;

    public static int QuantBytes => Nibbles.Bytes;

    public static int ScaleBytes => 2 * HalfScales.Bytes;

    public static int Bias => 0;

    public static BlockTerms Terms => BlockTerms.ScaleAndMinimum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) => Nibbles.Weights(quants, i, out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second)
    {
        scales += block * ScaleBytes;
        first = HalfScales.Load(scales);
        second = HalfScales.Load(scales + HalfScales.Bytes);
    }

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => Nibbles.Pack(block[4..], quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row) =>
        HalfScales.Pack(block, scales, row) & HalfScales.Pack(block[2..], scales + HalfScales.Bytes, row);
}
