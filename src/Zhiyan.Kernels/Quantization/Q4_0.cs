using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32 values in 18 bytes: f16 d; 16 bytes of nibbles, the low ones first. A value is (q − 8)·d.</summary>
public static class Q4_0
{
    public const int BlockValues = 32;
    public const int BlockBytes = 18;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
            Block.Scale(Block.Nibbles(blocks[2..]).AsSByte() - Vector256.Create((sbyte)8), Block.Half(blocks), values);
    }
}
