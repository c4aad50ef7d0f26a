using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Q5_K: five bits and the scales of <see cref="Q4_KFormat"/>.</summary>
internal readonly unsafe struct Q5_KFormat : IBlockFormat
{
    public static TensorType Type => TensorType.Q5_K;

    public static int QuantBytes => FiveBits.Bytes;

    public static int ScaleBytes => KScaleStream.Bytes;

    public static int Bias => 16;

    public static BlockTerms Terms => BlockTerms.ScaleAndMinimum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) => FiveBits.Weights(quants, i, out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second) =>
        KScaleStream.Load(scales, block, out first, out second);

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => FiveBits.Pack(Q5_K.Quants(block, part), quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row) => KScaleStream.Pack(block, scales, row);
}
