using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>IQ4_XS: the nibbles of <see cref="IQ4_NLFormat"/>; of 32 columns a 6-bit scale, of 256 a half-float factor.</summary>
internal readonly unsafe struct IQ4_XSFormat : IBlockFormat
{
    public static TensorType Type => TensorType.IQ4_XS;

    public static int QuantBytes => Nibbles.Bytes;

    public static int ScaleBytes => HalfScales.Bytes + 8 * ByteScales.Bytes;

    public static int Bias => 0;

    public static BlockTerms Terms => BlockTerms.OneScale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high) =>
        Nibbles.Weights(quants, i, IQ4_NL.Codebook.AsByte(), out low, out high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second)
    {
        scales += block / 8 * ScaleBytes;
        first = HalfScales.Load(scales) * Vector256.ConvertToSingle(ByteScales.LoadSigned(scales + HalfScales.Bytes + block % 8 * ByteScales.Bytes));
        second = default;
    }

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => Nibbles.Pack(block[(8 + 16 * part)..], quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row)
    {
        for (int part = 0; part < 8; part++) scales[HalfScales.Bytes + part * ByteScales.Bytes + row] = (byte)IQ4_XS.Scale(block, part);
        return HalfScales.Pack(block, scales, row);
    }
}
