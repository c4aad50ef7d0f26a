using System.Buffers.Binary;
using System.Text;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>
/// Word documents of 97 to 2003 (.doc, MS-DOC): their words, paragraph by paragraph, and the rows of tables. Styles are not read, so that nothing is a heading.
/// </summary>
internal sealed class OldWordReader : IDocumentReader
{
    public bool Reads(SourceFile file) => OleFile.KindOf(file.Content) is OleKind.Word;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var ole = OleFile.Open(file.Content)!;
        var main = ole.Read("WordDocument");
        if (main.Length < 0x1aa || Short(main, 0) != 0xa5ec || Short(main, 2) < 0xc1)
            throw new DocumentException(ReasonCode.OldWord);
        int flags = Short(main, 10);
        if ((flags & 0x100) != 0) throw new DocumentException(ReasonCode.Encrypted);
        var table = ole.Read((flags & 0x200) != 0 ? "1Table" : "0Table");
        var builder = new DocumentBuilder(limits);
        int[] lengths = [Int(main, 0x4c), Int(main, 0x50), Int(main, 0x54), 0, Int(main, 0x5c), Int(main, 0x60)];     // body, footnotes, headers, macros, comments, endnotes
        var text = Text(main, table, limits);
        int at = 0;
        for (int part = 0; part < lengths.Length; part++)
        {
            int length = Math.Clamp(lengths[part], 0, text.Length - at);
            OldWordText.Write(builder, text.AsSpan(at, length), part is 0 or 2 ? BlockKind.Paragraph : BlockKind.Note);
            at += length;
        }
        if (builder.BlockCount > 0) builder.Warn(ReasonCode.OldWordInPart);
        return builder.Build();
    }

    /// <summary>The pieces of the text in their order; each is in UTF-16 or in one byte a character.</summary>
    private static string Text(byte[] main, byte[] table, ReadingLimits limits)
    {
        int from = Int(main, 0x1a2), end = from + Int(main, 0x1a6);
        if (from < 0 || end > table.Length || end < from) throw Damaged();
        while (from < end && table[from] == 1) from += 3 + Short(table, from + 1);       // formatting that goes before the list of pieces
        if (from + 5 > end || table[from] != 2) throw Damaged();
        int size = Int(table, from + 1), pieces = (size - 4) / 12;
        from += 5;
        if (size < 4 || from + size > end) throw Damaged();
        var western = Encoding.GetEncoding(1252);
        var text = new StringBuilder();
        for (int piece = 0; piece < pieces; piece++)
        {
            int count = Int(table, from + piece * 4 + 4) - Int(table, from + piece * 4);
            uint place = (uint)Int(table, from + (pieces + 1) * 4 + piece * 8 + 2);
            bool isNarrow = (place & 0x40000000) != 0;
            long start = isNarrow ? (place & 0x3fffffff) / 2 : place & 0x3fffffff, bytes = isNarrow ? count : count * 2L;
            if (count < 0 || start + bytes > main.Length) throw Damaged();
            if (text.Length + count > limits.TextLength) throw new DocumentException(ReasonCode.TextTooLong, limits.TextLength);
            text.Append((isNarrow ? western : Encoding.Unicode).GetString(main, (int)start, (int)bytes));
        }
        return text.ToString();
    }

    private static DocumentException Damaged() => new(ReasonCode.Damaged);

    private static int Short(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static int Int(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
