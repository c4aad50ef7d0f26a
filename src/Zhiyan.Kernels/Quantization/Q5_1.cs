using System.Buffers.Binary;
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
        {
            float d = Block.Half(blocks), m = Block.Half(blocks[2..]);
            uint fifth = BinaryPrimitives.ReadUInt32LittleEndian(blocks[4..]);
            var nibbles = Vector128.Create(blocks[8..]);
            var low = (nibbles & Vector128.Create((byte)15)) | Block.FifthBits((ushort)fifth);
            var high = (nibbles >>> 4) | Block.FifthBits((ushort)(fifth >> 16));
            Block.ScaleAndAdd(low.AsSByte(), d, m, values);
            Block.ScaleAndAdd(high.AsSByte(), d, m, values[16..]);
        }
    }
}
