using System.Buffers.Binary;

namespace Zhiyan.Kernels.Quantization;

/// <summary>
/// 256 values in 136 bytes: f16 d; u16 of the upper two bits of eight scales, 4 bytes of their lower nibbles; 128 bytes of nibbles, 16 for each part
/// of 32 values, the low ones first. A value is d·(scale − 32)·codebook[q] (<see cref="IQ4_NL"/>).
/// </summary>
public static class IQ4_XS
{
    public const int BlockValues = 256;
    public const int BlockBytes = 136;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..])
        {
            float d = Block.Half(blocks);
            for (int part = 0; part < 8; part++, values = values[32..])
                Block.Scale(IQ4_NL.Codebook, Block.Nibbles(blocks[(8 + 16 * part)..]), d * Scale(blocks, part), values);
        }
    }

    /// <summary>The scale of a part, −32 … 31.</summary>
    internal static int Scale(ReadOnlySpan<byte> block, int part)
    {
        int upper = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]) >> 2 * part & 3;
        return (block[4 + part / 2] >> 4 * (part % 2) & 15 | upper << 4) - 32;
    }
}
