using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// 256 values in 210 bytes: 128 bytes of nibbles; 64 bytes of upper bits, two a value; 16 signed scales, one for 16 values; f16 d. A value is
/// d·scale·(q − 32).
/// </summary>
public static class Q6_K
{
    public const int BlockValues = 256;
    public const int BlockBytes = 210;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..])
        {
            float d = Block.Half(blocks[208..]);
            for (int part = 0; part < 8; part++, values = values[32..])
            {
                var quants = Quants(blocks, part).AsSByte() - Vector256.Create((sbyte)32);
                Block.Scale(quants.GetLower(), d * (sbyte)Scales(blocks)[2 * part], values);
                Block.Scale(quants.GetUpper(), d * (sbyte)Scales(blocks)[2 * part + 1], values[16..]);
            }
        }
    }

    /// <summary>The quants of part <paramref name="part"/> of 32 values. In each half of 128 values, parts 0 and 1 are low nibbles, 2 and 3 high ones.</summary>
    internal static Vector256<byte> Quants(ReadOnlySpan<byte> block, int part)
    {
        int half = part / 4, quarter = part % 4;
        var nibbles = Vector256.Create(block[(64 * half + 32 * (quarter % 2))..]) >>> 4 * (quarter / 2) & Vector256.Create((byte)15);
        return nibbles | (Vector256.Create(block[(128 + 32 * half)..]) >>> 2 * quarter & Vector256.Create((byte)3)) << 4;
    }

    internal static ReadOnlySpan<byte> Scales(ReadOnlySpan<byte> block) => block.Slice(192, 16);
}
