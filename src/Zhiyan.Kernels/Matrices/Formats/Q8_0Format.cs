using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>Q8_0: signed bytes, 8 vectors of them, and a half-float scale.</summary>
internal readonly unsafe struct Q8_0Format : IBlockFormat
{
    public static TensorType Type => TensorType.Q8_0;

    public static int QuantBytes => 256;

    public static int ScaleBytes => HalfScales.Bytes;

    public static int Bias => 0;

    public static BlockTerms Terms => BlockTerms.OneScale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(byte* quants, int i, out Vector256<byte> low, out Vector256<byte> high)
    {
        low = Vector256.Load(quants + 32 * i);
        high = Vector256.Load(quants + 32 * (i + 4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* scales, int block, out Vector256<float> first, out Vector256<float> second)
    {
        first = HalfScales.Load(scales + block * ScaleBytes);
        second = default;
    }

    public static void PackQuants(ReadOnlySpan<byte> block, int part, int* quants)
    {
        for (int s = 0; s < 8; s++)
            quants[s * InterleavedWeights.GroupRows] = BinaryPrimitives.ReadInt32LittleEndian(block[(2 + s * sizeof(int))..]);
    }

    public static bool PackScales(ReadOnlySpan<byte> block, byte* scales, int row) => HalfScales.Pack(block, scales, row);
}
