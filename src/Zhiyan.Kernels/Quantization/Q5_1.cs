using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32 values in 24 bytes: f16 d; f16 m; u32 of fifth bits; 16 bytes of nibbles, the low ones first. A value is q·d + m.</summary>
public static class Q5_1
{
    public const int BlockValues = 32;
    public const int BlockBytes = 24;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
            Block.ScaleAndAdd(Quants(blocks).AsSByte(), Block.Half(blocks), Block.Half(blocks[2..]), values);
    }

    /// <summary>The quants of a block.</summary>
    internal static Vector256<byte> Quants(ReadOnlySpan<byte> block) => Block.Nibbles(block[8..]) | Block.FifthBits(block[4..]);
}
