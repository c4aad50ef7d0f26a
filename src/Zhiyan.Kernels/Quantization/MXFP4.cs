using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// 32 values in 17 bytes: an exponent e; 16 bytes of E2M1 floats, the low nibbles first (OCP Microscaling Formats 1.0). A value is
/// 2^(e − 128)·<see cref="Codebook"/>[q].
/// </summary>
public static class MXFP4
{
    public const int BlockValues = 32;
    public const int BlockBytes = 17;

    /// <summary>Twice the sixteen values of E2M1, which makes them whole.</summary>
    internal static Vector128<sbyte> Codebook
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);
    }

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
            Block.Scale(Codebook, Block.Nibbles(blocks[1..]), Scale(blocks[0]), values);
    }

    /// <summary>2^(e − 128); the smallest two are subnormal.</summary>
    internal static float Scale(byte e) => BitConverter.Int32BitsToSingle(e < 2 ? 0x00200000 << e : (e - 1) << 23);
}
