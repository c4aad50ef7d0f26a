using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Zhiyan.Server.Export.Fonts;

/// <summary>A font file in the WOFF format with TrueType outlines: which characters it has is read at once, the outlines when first asked for.</summary>
internal sealed class WoffFont
{
    private readonly string path;
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Lazy<Outlines> outlines;

    public WoffFont(string path)
    {
        this.path = path;
        using var file = File.OpenRead(path);
        var header = Read(file, 0, 44);
        if (BinaryPrimitives.ReadUInt32BigEndian(header) != 0x774f4646)
            throw new InvalidDataException($"{path} is not a WOFF font. Build the browser side again.");
        var directory = Read(file, 44, 20 * BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(12)));
        for (var at = 0; at < directory.Length; at += 20)
            entries[Encoding.ASCII.GetString(directory, at, 4)] = new Entry(
                Number(directory, at + 4), Number(directory, at + 8), Number(directory, at + 12));
        UnitsPerEm = BinaryPrimitives.ReadUInt16BigEndian(Table(file, "head").AsSpan(18));
        Characters = CharacterMap.Read(Table(file, "cmap"));
        outlines = new Lazy<Outlines>(ReadOutlines);
    }

    public int UnitsPerEm { get; }

    /// <summary>The glyph of each code point.</summary>
    public IReadOnlyDictionary<int, ushort> Characters { get; }

    /// <summary>A table that a new font takes over, such as "head".</summary>
    public byte[] Table(string tag)
    {
        using var file = File.OpenRead(path);
        return Table(file, tag);
    }

    public int Advance(ushort glyph) => BinaryPrimitives.ReadUInt16BigEndian(outlines.Value.Metrics.AsSpan(4 * Math.Min(glyph, outlines.Value.FullMetrics - 1)));

    public short LeftBearing(ushort glyph) => outlines.Value switch
    {
        var all when glyph < all.FullMetrics => BinaryPrimitives.ReadInt16BigEndian(all.Metrics.AsSpan(4 * glyph + 2)),
        var all => BinaryPrimitives.ReadInt16BigEndian(all.Metrics.AsSpan(2 * all.FullMetrics + 2 * glyph)),
    };

    public ReadOnlySpan<byte> Outline(ushort glyph)
    {
        var (start, end) = (outlines.Value.Start(glyph), outlines.Value.Start(glyph + 1));
        return outlines.Value.Glyphs.AsSpan(start, end - start);
    }

    private Outlines ReadOutlines()
    {
        using var file = File.OpenRead(path);
        return new Outlines(
            Table(file, "glyf"),
            Table(file, "loca"),
            BinaryPrimitives.ReadInt16BigEndian(Table(file, "head").AsSpan(50)) != 0,
            Table(file, "hmtx"),
            BinaryPrimitives.ReadUInt16BigEndian(Table(file, "hhea").AsSpan(34)));
    }

    private byte[] Table(FileStream file, string tag)
    {
        var entry = entries.TryGetValue(tag, out var found) ? found : throw new InvalidDataException($"{path} has no table '{tag}'.");
        var stored = Read(file, entry.Offset, entry.Stored);
        if (entry.Stored == entry.Length) return stored;
        using var inflate = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
        var table = new byte[entry.Length];
        inflate.ReadExactly(table);
        return table;
    }

    private static byte[] Read(FileStream file, int offset, int length)
    {
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int Number(byte[] bytes, int at) => checked((int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)));

    private readonly record struct Entry(int Offset, int Stored, int Length);

    private sealed record Outlines(byte[] Glyphs, byte[] Offsets, bool Wide, byte[] Metrics, int FullMetrics)
    {
        public int Start(int glyph) => Wide
            ? (int)BinaryPrimitives.ReadUInt32BigEndian(Offsets.AsSpan(4 * glyph))
            : 2 * BinaryPrimitives.ReadUInt16BigEndian(Offsets.AsSpan(2 * glyph));
    }
}
