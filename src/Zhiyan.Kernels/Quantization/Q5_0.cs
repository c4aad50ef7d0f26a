using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Quantization;

/// <summary>32 values in 22 bytes: f16 d; u32 of fifth bits; 16 bytes of nibbles, the low ones first. A value is (q − 16)·d.</summary>
public static class Q5_0
{
    public const int BlockValues = 32;
    public const int BlockBytes = 22;

    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; !blocks.IsEmpty; blocks = blocks[BlockBytes..], values = values[BlockValues..])
            Block.Scale(Quants(blocks).AsSByte() - Vector256.Create((sbyte)16), Block.Half(blocks), values);
    }

    /// <summary>The quants of a block.</summary>
    internal static Vector256<byte> Quants(ReadOnlySpan<byte> block) => Block.Nibbles(block[6..]) | Block.FifthBits(block[2..]);
}
