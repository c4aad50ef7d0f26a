using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>IQ4_NL: nibbles that stand for signed bytes, and a half-float scale.</summary>
internal readonly unsafe struct IQ4_NLFormat : IBlockFormat
{
    public static TensorType Type => TensorType.IQ4_NL;

    public static int QuantBytes => Nibbles.Bytes;

    public static int ScaleBytes => HalfScales.Bytes;

    public static int Bias => 0;

    public static BlockTerms Terms => BlockTerms.OneScale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) =>
        Nibbles.Weights(quants, i, IQ4_NL.Codebook.AsByte(), out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second)
    {
        first = HalfScales.Load(scales + block * ScaleBytes);
        second = default;
    }

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => Nibbles.Pack(block[2..], quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row) => HalfScales.Pack(block, scales, row);
}
