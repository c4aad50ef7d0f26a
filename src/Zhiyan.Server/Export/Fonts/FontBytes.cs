using System.Buffers;
using System.Buffers.Binary;

namespace Zhiyan.Server.Export.Fonts;

/// <summary>The big-endian numbers of a font file, one after the other.</summary>
internal sealed class FontBytes
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public int Length => bytes.WrittenCount;

    public FontBytes UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.GetSpan(2), (ushort)value);
        bytes.Advance(2);
        return this;
    }

    public FontBytes UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes.GetSpan(4), value);
        bytes.Advance(4);
        return this;
    }

    public FontBytes Bytes(ReadOnlySpan<byte> value)
    {
        bytes.Write(value);
        return this;
    }

    /// <summary>Zeros up to the next multiple of four.</summary>
    public FontBytes Pad()
    {
        while (Length % 4 != 0) Bytes([0]);
        return this;
    }

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();
}
