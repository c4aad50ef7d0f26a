using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Q4_K: nibbles; of 32 columns a 6-bit scale and minimum, of 256 a half-float factor for each.</summary>
internal readonly unsafe struct Q4_KFormat : IBlockFormat
{
    public static TensorType Type => TensorType.Q4_K;

    public static int QuantBytes => Nibbles.Bytes;

    public static int ScaleBytes => KScaleStream.Bytes;

    public static int Bias => 0;

    public static BlockTerms Terms => BlockTerms.ScaleAndMinimum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) => Nibbles.Weights(quants, i, out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second) =>
        KScaleStream.Load(scales, block, out first, out second);

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => Nibbles.Pack(Q4_K.Quants(block, part), quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row) => KScaleStream.Pack(block, scales, row);
}
