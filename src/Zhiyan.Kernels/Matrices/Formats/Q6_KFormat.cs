using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Q6_K: six bits; of 16 columns a signed byte as scale, of 256 a half-float factor. Their product has 19 bits at most: exact in float32.</summary>
internal readonly unsafe struct Q6_KFormat : IBlockFormat
{
    private const int PairBytes = 2 * ByteScales.Bytes;

    public static TensorType Type => TensorType.Q6_K;

    public static int QuantBytes => SixBits.Bytes;

    public static int ScaleBytes => HalfScales.Bytes + 8 * PairBytes;

    public static int Bias => 32;

    public static BlockTerms Terms => BlockTerms.TwoScales;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) => SixBits.Weights(quants, i, out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second)
    {
        scales += block / 8 * ScaleBytes;
        byte* pair = scales + HalfScales.Bytes + block % 8 * PairBytes;
        var d = HalfScales.Load(scales);
        first = d * Vector256.ConvertToSingle(ByteScales.LoadSigned(pair));
        second = d * Vector256.ConvertToSingle(ByteScales.LoadSigned(pair + ByteScales.Bytes));
    }

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => SixBits.Pack(Q6_K.Quants(block, part), quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row)
    {
        for (int i = 0; i < 16; i++) scales[HalfScales.Bytes + i * ByteScales.Bytes + row] = Q6_K.Scales(block)[i];
        return HalfScales.Pack(block[208..], scales, row);
    }
}
