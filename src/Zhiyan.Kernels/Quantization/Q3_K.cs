using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// 256 values in 110 bytes: 32 bytes whose bit p is the third bit of part p (32 values); 64 bytes of the other two, as in <see cref="Q2_K"/>; 12
/// bytes of scales, six bits for 16 values; f16 d. A value is d·(scale − 32)·(q − 4).
/// </summary>
public static class Q3_K
{
    public const int BlockValues = 256;
    public const int BlockBytes = 110;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..])
        {
            float d = Block.Half(blocks[108..]);
            for (int part = 0; part < 8; part++, values = values[32..])
            {
                var low = Vector256.Create(blocks[(32 + part / 4 * 32)..]) >>> 2 * (part % 4) & Vector256.Create((byte)3);
                var third = (Vector256.Create(blocks) >>> part & Vector256.Create((byte)1)) << 2;
                var quants = (low | third).AsSByte() - Vector256.Create((sbyte)4);
                Block.Scale(quants.GetLower(), d * Scale(blocks[96..], 2 * part), values);
                Block.Scale(quants.GetUpper(), d * Scale(blocks[96..], 2 * part + 1), values[16..]);
            }
        }
    }

    /// <summary>Scale j of 16: its low four bits in a nibble of the first eight bytes, its upper two in the last four bytes.</summary>
    private static int Scale(ReadOnlySpan<byte> scales, int j) => ((scales[j % 8] >> 4 * (j / 8) & 15) | (scales[8 + j % 4] >> 2 * (j / 4) & 3) << 4) - 32;
}
