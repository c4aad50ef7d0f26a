using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32 values in 20 bytes: f16 d; f16 m; 16 bytes of nibbles, the low ones first. A value is q·d + m.</summary>
public static class Q4_1
{
    public const int BlockValues = 32;
    public const int BlockBytes = 20;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
            Block.ScaleAndAdd(Block.Nibbles(blocks[4..]).AsSByte(), Block.Half(blocks), Block.Half(blocks[2..]), values);
    }
}
