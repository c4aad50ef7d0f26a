using System.Buffers.Binary;

namespace Zhiyan.Server.Export.Fonts;

/// <summary>A new TrueType font with just the characters of one document, whichever files of the face they come from; glyphs are numbered as they are first used.</summary>
internal sealed class FontSubset
{
    private const ushort ComponentsHaveWords = 0x0001;
    private const ushort HasScale = 0x0008;
    private const ushort HasMoreComponents = 0x0020;
    private const ushort HasTwoScales = 0x0040;
    private const ushort HasMatrix = 0x0080;

    private readonly Dictionary<int, ushort> numbers = [];
    private readonly List<Glyph> glyphs;

    public FontSubset(FontFace face)
    {
        Face = face;
        glyphs = [new Glyph(face.First, 0)];
    }

    public FontFace Face { get; }

    /// <summary>Every character with its glyph, in the order of glyphs.</summary>
    public IEnumerable<(int CodePoint, ushort Glyph)> Characters => numbers.Select(entry => (entry.Key, entry.Value)).OrderBy(entry => entry.Value);

    public ushort Add(int codePoint)
    {
        if (numbers.TryGetValue(codePoint, out var number)) return number;
        if (!Face.TryFind(codePoint, out var glyph)) return 0;
        number = (ushort)glyphs.Count;
        glyphs.Add(glyph);
        return numbers[codePoint] = number;
    }

    /// <summary>The font as a file of its own: with the names and the character map that a word processor needs, or without them as in a PDF.</summary>
    public byte[] ToFont(bool named)
    {
        var all = new List<Glyph>(glyphs);
        var (outlines, offsets) = Outlines(all);
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["glyf"] = outlines,
            ["head"] = Head(),
            ["hhea"] = HorizontalHeader(all),
            ["hmtx"] = Metrics(all),
            ["loca"] = offsets,
            ["maxp"] = Maximums(all),
        };
        if (named)
        {
            tables["OS/2"] = Style();
            tables["cmap"] = CharacterMap.Write([.. numbers.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value))]);
            tables["name"] = Face.First.Table("name");
            tables["post"] = new FontBytes().UInt32(0x00030000).Bytes(Face.First.Table("post").AsSpan(4, 28)).ToArray();
        }
        return Assemble(tables);
    }

    private static (byte[] Outlines, byte[] Offsets) Outlines(List<Glyph> all)
    {
        var outlines = new FontBytes();
        var offsets = new FontBytes();
        // Parts of composite glyphs are added behind, so the list grows while it is walked.
        var parts = new Dictionary<Glyph, ushort>();
        for (var index = 0; index < all.Count; index++)
        {
            offsets.UInt32((uint)outlines.Length);
            var outline = all[index].File.Outline(all[index].Index).ToArray();
            if (outline.Length > 0 && BinaryPrimitives.ReadInt16BigEndian(outline) < 0) Renumber(outline, all[index].File, all, parts);
            outlines.Bytes(outline).Pad();
        }
        offsets.UInt32((uint)outlines.Length);
        return (outlines.ToArray(), offsets.ToArray());
    }

    private static void Renumber(Span<byte> composite, WoffFont file, List<Glyph> all, Dictionary<Glyph, ushort> parts)
    {
        var at = 10;
        ushort flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(composite[at..]);
            var part = new Glyph(file, BinaryPrimitives.ReadUInt16BigEndian(composite[(at + 2)..]));
            if (!parts.TryGetValue(part, out var number))
            {
                parts[part] = number = (ushort)all.Count;
                all.Add(part);
            }
            BinaryPrimitives.WriteUInt16BigEndian(composite[(at + 2)..], number);
            at += 4 + ((flags & ComponentsHaveWords) != 0 ? 4 : 2);
            at += (flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasMatrix) != 0 ? 8 : 0;
        }
        while ((flags & HasMoreComponents) != 0);
    }

    private byte[] Head()
    {
        var head = Face.First.Table("head");
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        return head;
    }

    private byte[] HorizontalHeader(List<Glyph> all)
    {
        var header = Face.First.Table("hhea");
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(34), (ushort)all.Count);
        return header;
    }

    private static byte[] Metrics(List<Glyph> all)
    {
        var metrics = new FontBytes();
        foreach (var glyph in all) metrics.UInt16(glyph.File.Advance(glyph.Index)).UInt16(glyph.File.LeftBearing(glyph.Index));
        return metrics.ToArray();
    }

    private static byte[] Maximums(List<Glyph> all)
    {
        var most = new byte[32];
        foreach (var table in all.Select(glyph => glyph.File).Distinct().Select(file => file.Table("maxp")))
            for (var at = 6; at < 32; at += 2)
                if (BinaryPrimitives.ReadUInt16BigEndian(table.AsSpan(at)) is var value && value > BinaryPrimitives.ReadUInt16BigEndian(most.AsSpan(at)))
                    BinaryPrimitives.WriteUInt16BigEndian(most.AsSpan(at), value);
        BinaryPrimitives.WriteUInt32BigEndian(most, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(most.AsSpan(4), (ushort)all.Count);
        return most;
    }

    private byte[] Style()
    {
        var style = Face.First.Table("OS/2");
        var basic = numbers.Keys.Where(codePoint => codePoint <= 0xffff).DefaultIfEmpty(0x20).ToList();
        BinaryPrimitives.WriteUInt16BigEndian(style.AsSpan(64), (ushort)basic.Min());
        BinaryPrimitives.WriteUInt16BigEndian(style.AsSpan(66), (ushort)basic.Max());
        return style;
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var selector = (int)Math.Log2(tables.Count);
        var font = new FontBytes();
        font.UInt32(0x00010000).UInt16(tables.Count).UInt16(16 << selector).UInt16(selector).UInt16(16 * tables.Count - (16 << selector));
        var offset = 12 + 16 * tables.Count;
        foreach (var (tag, table) in tables)
        {
            foreach (var letter in tag) font.Bytes([(byte)letter]);
            font.UInt32(Sum(table)).UInt32((uint)offset).UInt32((uint)table.Length);
            offset += (table.Length + 3) & ~3;
        }
        var head = 0;
        foreach (var (tag, table) in tables)
        {
            if (tag == "head") head = font.Length;
            font.Bytes(table).Pad();
        }
        var file = font.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(head + 8), 0xb1b0afba - Sum(file));
        return file;
    }

    private static uint Sum(ReadOnlySpan<byte> table)
    {
        uint sum = 0;
        for (; table.Length >= 4; table = table[4..]) sum += BinaryPrimitives.ReadUInt32BigEndian(table);
        for (var index = 0; index < table.Length; index++) sum += (uint)table[index] << (24 - 8 * index);
        return sum;
    }
}
