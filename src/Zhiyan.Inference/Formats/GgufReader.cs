using System.Buffers.Binary;
using System.Text;
using Zhiyan.Kernels.Memory;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// A cursor over a mapped GGUF header. Every count and length is checked against the bytes that are left before anything is allocated.
/// </summary>
internal sealed class GgufReader(MappedFile file)
{
    private readonly MappedBytes bytes = file.Slice(0, file.Length);

    public long Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public float Float32() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Float64() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string String(string what)
    {
        var length = Count(what, 1, "byte");
        return Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Reads a count of things that take at least <paramref name="leastBytes"/> each, so that it can be checked against the file.</summary>
    public int Count(string what, int leastBytes, string unit)
    {
        var count = UInt64();
        var left = (ulong)(bytes.Length - Position) / (ulong)leastBytes;
        if (count > left || count > int.MaxValue)
            throw Broken($"{what} claims {count:N0} {unit}s, but at most {left:N0} fit in the rest of the file");
        return (int)count;
    }

    public ModelFormatException Broken(string what) => new($"{file.Path}: {what}; the file is broken, fetch it again.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - Position)
            throw Broken($"the header is cut short at byte {Position:N0} of {bytes.Length:N0}");
        var taken = bytes.Span(Position, count);
        Position += count;
        return taken;
    }
}
