using System.Buffers.Binary;
using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class OleFileTests
{
    [Theory]
    [InlineData("EncryptedPackage", ReasonCode.Encrypted, "password")]
    [InlineData("PowerPoint Document", ReasonCode.OldPowerPoint, ".pptx")]
    [InlineData("Something", ReasonCode.OldProgram, ".docx")]
    public void What_lies_in_an_old_container_is_refused_by_what_it_is(string stream, ReasonCode fault, string word)
    {
        var refusal = Documents.Refusal("a.docx", TestOle.Build((stream, new byte[5000])));

        Assert.Equal(fault, refusal.Reason.Code);
        Assert.Contains(word, refusal.Message);
    }

    [Fact]
    public void An_old_Word_document_gives_its_words_and_rows_and_leaves_out_codes_of_fields()
    {
        const string text = "标题\rSee \u0013HYPERLINK \"x\"\u0014here\u0015.\rA\u0007B\u0007\u00071\u00072\u0007\u0007End\r";

        var document = Documents.Read("a.doc", TestOle.Build(("WordDocument", Body(text)), ("0Table", Pieces(text.Length))));

        Assert.Equal(["Paragraph: 标题", "Paragraph: See here.", "TableHead: A\tB", "TableRow: 1\t2", "Paragraph: End"], Documents.Lines(document));
        Assert.Single(document.Warnings);
    }

    [Fact]
    public void A_list_of_pieces_that_points_outside_is_damaged()
    {
        var refusal = Documents.Refusal("a.doc", TestOle.Build(("WordDocument", Body("ab")), ("0Table", Pieces(1_000_000))));

        Assert.Equal(ReasonCode.Damaged, refusal.Reason.Code);
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
}
