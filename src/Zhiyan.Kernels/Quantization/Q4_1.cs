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
        {
            float d = Block.Half(blocks), m = Block.Half(blocks[2..]);
            var nibbles = Vector128.Create(blocks[4..]);
            Block.ScaleAndAdd((nibbles & Vector128.Create((byte)15)).AsSByte(), d, m, values);
            Block.ScaleAndAdd((nibbles >>> 4).AsSByte(), d, m, values[16..]);
        }
    }
}
