using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// 256 values in 144 bytes: f16 d; f16 dmin; 12 bytes of <see cref="KScales"/>; 128 bytes of nibbles, 64 values in each 32 bytes, the low nibbles
/// first. A value of part p (32 values) is d·scaleₚ·q − dmin·minimumₚ.
/// </summary>
public static class Q4_K
{
    public const int BlockValues = 256;
    public const int BlockBytes = 144;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..])
        {
            float d = Block.Half(blocks), dmin = Block.Half(blocks[2..]);
            for (int part = 0; part < 8; part++, values = values[32..])
                Block.ScaleAndAdd(Quants(blocks, part).AsSByte(), d * KScales.Scale(blocks[4..], part), -(dmin * KScales.Minimum(blocks[4..], part)), values);
        }
    }

    /// <summary>The quants of a part.</summary>
    internal static Vector256<byte> Quants(ReadOnlySpan<byte> block, int part) =>
        Vector256.Create(block[(16 + part / 2 * 32)..]) >>> 4 * (part % 2) & Vector256.Create((byte)15);
}
