using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>MXFP4: nibbles that stand for doubled E2M1 floats, raised by 16 here to be unsigned, and a power of two as scale.</summary>
internal readonly unsafe struct MXFP4Format : IBlockFormat
{
    public static TensorType Type => TensorType.MXFP4;

    public static int QuantBytes => Nibbles.Bytes;

    public static int ScaleBytes => ByteScales.Bytes;

    public static int Bias => 16;

    public static BlockTerms Terms => BlockTerms.OneScale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        var raised = (MXFP4.Codebook + Vector128.Create((sbyte)16)).AsByte();
        Nibbles.Weights(quants, i, raised, out low, out high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second)
    {
        // 2^(e − 128): the exponent of a float, but for the two smallest, which are subnormal.
        var e = ByteScales.Load(scales + block * ScaleBytes);
        var subnormal = Vector256.Create(0x00200000) * (Vector256.Min(e, Vector256<int>.One) + Vector256<int>.One);
        first = Vector256.Max((e - Vector256<int>.One) << 23, subnormal).AsSingle();
        second = default;
    }

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants) => Nibbles.Pack(block[1..], quants);

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row)
    {
        scales[row] = block[0];
        return true;
    }
}
