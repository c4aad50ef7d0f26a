using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// 256 values in 84 bytes: 16 bytes, each the scale (low nibble) and the minimum (high) of 16 values; 64 bytes of quants, two bits each; f16 d;
/// f16 dmin. A value is d·scale·q − dmin·minimum.
/// </summary>
public static class Q2_K
{
    public const int BlockValues = 256;
    public const int BlockBytes = 84;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..])
        {
            float d = Block.Half(blocks[80..]), dmin = Block.Half(blocks[82..]);
            for (int part = 0; part < 8; part++, values = values[32..])
            {
                // Half of the block lies in 32 bytes: 32 values in the lowest bits of each, then 32 in the next.
                var quants = Vector256.Create(blocks[(16 + part / 4 * 32)..]) >>> 2 * (part % 4) & Vector256.Create((byte)3);
                byte first = blocks[2 * part], last = blocks[2 * part + 1];
                Block.ScaleAndAdd(quants.GetLower().AsSByte(), d * (first & 15), -(dmin * (first >> 4)), values);
                Block.ScaleAndAdd(quants.GetUpper().AsSByte(), d * (last & 15), -(dmin * (last >> 4)), values[16..]);
            }
        }
    }
}
