using System.Buffers.Binary;
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
        {
            float d = Block.Half(blocks);
            uint fifth = BinaryPrimitives.ReadUInt32LittleEndian(blocks[2..]);
            var nibbles = Vector128.Create(blocks[6..]);
            var low = (nibbles & Vector128.Create((byte)15)) | Block.FifthBits((ushort)fifth);
            var high = (nibbles >>> 4) | Block.FifthBits((ushort)(fifth >> 16));
            Block.Scale(low.AsSByte() - Vector128.Create((sbyte)16), d, values);
            Block.Scale(high.AsSByte() - Vector128.Create((sbyte)16), d, values[16..]);
        }
    }
}
