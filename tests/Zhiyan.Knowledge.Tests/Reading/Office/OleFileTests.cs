using System.Buffers.Binary;
using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class OleFileTests
{
    [Theory]
    [InlineData("EncryptedPackage", DocumentFault.Encrypted, "password")]
    [InlineData("PowerPoint Document", DocumentFault.Unsupported, ".pptx")]
    [InlineData("__properties_version1.0", DocumentFault.Unsupported, ".eml")]
    [InlineData("Something", DocumentFault.Unsupported, ".docx")]
    public void What_lies_in_an_old_container_is_refused_by_what_it_is(string stream, DocumentFault fault, string word)
    {
        var refusal = Documents.Refusal("a.docx", Ole((stream, new byte[5000])));

        Assert.Equal(fault, refusal.Fault);
        Assert.Contains(word, refusal.Message);
    }

    [Fact]
    public void An_old_Word_document_gives_its_words_and_rows_and_leaves_out_codes_of_fields()
    {
        const string text = "标题\rSee \u0013HYPERLINK \"x\"\u0014here\u0015.\rA\u0007B\u0007\u00071\u00072\u0007\u0007End\r";

        var document = Documents.Read("a.doc", Ole(("WordDocument", Body(text)), ("0Table", Pieces(text.Length))));

        Assert.Equal(["Paragraph: 标题", "Paragraph: See here.", "TableHead: A\tB", "TableRow: 1\t2", "Paragraph: End"], Documents.Lines(document));
        Assert.Single(document.Warnings);
    }

    [Fact]
    public void A_list_of_pieces_that_points_outside_is_damaged()
    {
        var refusal = Documents.Refusal("a.doc", Ole(("WordDocument", Body("ab")), ("0Table", Pieces(1_000_000))));

        Assert.Equal(DocumentFault.Damaged, refusal.Fault);
    }

    private static byte[] Body(string text)
    {
        var main = new byte[Math.Max(5000, 1024 + text.Length * 2)];
        BinaryPrimitives.WriteUInt16LittleEndian(main, 0xa5ec);
        BinaryPrimitives.WriteUInt16LittleEndian(main.AsSpan(2), 0xc1);
        BinaryPrimitives.WriteInt32LittleEndian(main.AsSpan(0x4c), text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(main.AsSpan(0x1a6), 21);
        Encoding.Unicode.GetBytes(text, main.AsSpan(1024));
        return main;
    }

    /// <summary>One piece in UTF-16, from byte 1024 on.</summary>
    private static byte[] Pieces(int length)
    {
        var table = new byte[5000];
        table[0] = 2;
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(1), 16);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(9), length);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(15), 1024);
        return table;
    }

    /// <summary>A container of streams of 4,096 bytes or more: sector 0 is the table of sectors, 1 the directory.</summary>
    private static byte[] Ole(params (string Name, byte[] Content)[] streams)
    {
        var sectors = new List<uint> { 0xfffffffd, 0xfffffffe };
        var directory = new byte[512];
        var body = new MemoryStream();
        void Entry(int index, string name, byte type, uint right, uint child, uint start, int length)
        {
            var entry = directory.AsSpan(index * 128, 128);
            Encoding.Unicode.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[64..], (ushort)(name.Length * 2 + 2));
            entry[66] = type;
            foreach (var (at, value) in ((int, uint)[])[(68, 0xffffffff), (72, right), (76, child), (116, start), (120, (uint)length)]) BinaryPrimitives.WriteUInt32LittleEndian(entry[at..], value);
        }
        Entry(0, "Root Entry", 5, 0xffffffff, 1, 0xfffffffe, 0);
        for (int index = 0; index < streams.Length; index++)
        {
            var content = streams[index].Content;
            Entry(index + 1, streams[index].Name, 2, index + 1 < streams.Length ? (uint)(index + 2) : 0xffffffff, 0xffffffff, (uint)sectors.Count, content.Length);
            int count = (content.Length + 511) / 512;
            for (int sector = 0; sector < count; sector++) sectors.Add(sector + 1 < count ? (uint)(sectors.Count + 1) : 0xfffffffe);
            body.Write(content);
            body.Write(new byte[count * 512 - content.Length]);
        }
        var head = new byte[512];
        ((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).CopyTo(head);
        head[30] = 9;
        head[32] = 6;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(48), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(56), 4096);
        foreach (int at in (int[])[60, 68]) BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(at), 0xfffffffe);
        head.AsSpan(80).Fill(0xff);
        var table = new byte[512];
        table.AsSpan().Fill(0xff);
        for (int index = 0; index < sectors.Count; index++) BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(index * 4), sectors[index]);
        return [.. head, .. table, .. directory, .. body.ToArray()];
    }
}
