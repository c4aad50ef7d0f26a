using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32 values in 34 bytes: f16 d; 32 signed bytes. A value is q·d.</summary>
public static class Q8_0
{
    public const int BlockValues = 32;
    public const int BlockBytes = 34;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
        {
            float d = Block.Half(blocks);
            Block.Scale(Vector128.Create(blocks[2..]).AsSByte(), d, values);
            Block.Scale(Vector128.Create(blocks[18..]).AsSByte(), d, values[16..]);
        }
    }
}
