using System.Buffers.Binary;

namespace Zhiyan.Server.Export.Fonts;

/// <summary>The cmap table of a font: read in formats 4 and 12, written in both.</summary>
internal static class CharacterMap
{
    public static Dictionary<int, ushort> Read(ReadOnlySpan<byte> table)
    {
        var characters = new Dictionary<int, ushort>();
        var subtables = BinaryPrimitives.ReadUInt16BigEndian(table[2..]);
        for (var index = 0; index < subtables; index++)
        {
            var subtable = table[(int)BinaryPrimitives.ReadUInt32BigEndian(table[(8 + 8 * index)..])..];
            switch (BinaryPrimitives.ReadUInt16BigEndian(subtable))
            {
                case 4: ReadSegments(subtable, characters); break;
                case 12: ReadGroups(subtable, characters); break;
            }
        }
        return characters;
    }

    /// <summary>The table for code points in rising order.</summary>
    public static byte[] Write(IReadOnlyList<(int CodePoint, ushort Glyph)> characters)
    {
        var segments = Segments([.. characters.Where(character => character.CodePoint < 0xffff)]);
        var table = new FontBytes();
        table.UInt16(0).UInt16(2);
        table.UInt16(3).UInt16(1).UInt32(20);
        table.UInt16(3).UInt16(10).UInt32((uint)(20 + segments.Length));
        table.Bytes(segments);
        table.UInt16(12).UInt16(0).UInt32((uint)(16 + 12 * characters.Count)).UInt32(0).UInt32((uint)characters.Count);
        foreach (var (codePoint, glyph) in characters) table.UInt32((uint)codePoint).UInt32((uint)codePoint).UInt32(glyph);
        return table.ToArray();
    }

    private static byte[] Segments(List<(int CodePoint, ushort Glyph)> characters)
    {
        // Neighbours in both code point and glyph share a segment; the last one is the end mark that the format asks for.
        var runs = new List<(int First, int Last, int Delta)>();
        foreach (var (codePoint, glyph) in characters)
            if (runs is [.., var last] && last.Last + 1 == codePoint && codePoint + last.Delta == glyph)
                runs[^1] = last with { Last = codePoint };
            else
                runs.Add((codePoint, codePoint, glyph - codePoint));
        runs.Add((0xffff, 0xffff, 1));
        var selector = (int)Math.Log2(runs.Count);
        var table = new FontBytes();
        // The 16 bits of the length cannot say more than 8,190 segments; readers take format 12 first.
        table.UInt16(4).UInt16(Math.Min(0xffff, 16 + 8 * runs.Count)).UInt16(0).UInt16(2 * runs.Count);
        table.UInt16(2 << selector).UInt16(selector).UInt16(2 * runs.Count - (2 << selector));
        foreach (var run in runs) table.UInt16(run.Last);
        table.UInt16(0);
        foreach (var run in runs) table.UInt16(run.First);
        foreach (var run in runs) table.UInt16(run.Delta & 0xffff);
        foreach (var _ in runs) table.UInt16(0);
        return table.ToArray();
    }

    private static void ReadSegments(ReadOnlySpan<byte> table, Dictionary<int, ushort> characters)
    {
        var count = BinaryPrimitives.ReadUInt16BigEndian(table[6..]) / 2;
        for (var index = 0; index < count; index++)
        {
            int last = Value(table, 14 + 2 * index), first = Value(table, 16 + 2 * (count + index));
            int delta = Value(table, 16 + 2 * (2 * count + index)), offsetAt = 16 + 2 * (3 * count + index), offset = Value(table, offsetAt);
            for (var codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint++)
            {
                var glyph = offset == 0 ? codePoint + delta : Value(table, offsetAt + offset + 2 * (codePoint - first));
                if (offset != 0 && glyph != 0) glyph += delta;
                if ((glyph & 0xffff) != 0) characters[codePoint] = (ushort)glyph;
            }
        }
    }

    private static void ReadGroups(ReadOnlySpan<byte> table, Dictionary<int, ushort> characters)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(table[12..]);
        for (var at = 16; at < 16 + 12 * count; at += 12)
        {
            var (first, last) = (BinaryPrimitives.ReadUInt32BigEndian(table[at..]), BinaryPrimitives.ReadUInt32BigEndian(table[(at + 4)..]));
            var glyph = BinaryPrimitives.ReadUInt32BigEndian(table[(at + 8)..]);
            for (var codePoint = first; codePoint <= last; codePoint++) characters[(int)codePoint] = (ushort)(glyph + codePoint - first);
        }
    }

    private static int Value(ReadOnlySpan<byte> table, int at) => BinaryPrimitives.ReadUInt16BigEndian(table[at..]);
}
