using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Markup;

public sealed class EpubReaderTests
{
    private const string Container = "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>";

    private const string Package = """
        <package><metadata><title>山中记</title></metadata>
        <manifest><item id='a' href='text/a.xhtml'/><item id='b' href='text/b%20b.xhtml'/><item id='n' href='nav.ncx' media-type='application/x-dtbncx+xml'/><item id='gone' href='gone.xhtml'/></manifest>
        <spine><itemref idref='b'/><itemref idref='a'/><itemref idref='gone'/></spine></package>
        """;

    private const string Contents = """
        <!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
        <ncx><navMap><navPoint><navLabel><text>第一章 入山</text></navLabel><content src='text/b%20b.xhtml#x'/></navPoint></navMap></ncx>
        """;

    [Fact]
    public void Parts_come_in_the_order_of_reading_with_their_names_from_the_contents()
    {
        var book = Documents.Zip(("mimetype", "application/epub+zip"), ("META-INF/container.xml", Container), ("OPS/book.opf", Package), ("OPS/nav.ncx", Contents),
            ("OPS/text/a.xhtml", "<html><body><h1>第二章</h1><p>下山。</p></body></html>"), ("OPS/text/b b.xhtml", "<html><head><title/></head><body><p>上山。</p></body></html>"));

        var document = Documents.Read("book.epub", book);

        Assert.Equal("山中记", document.Title);
        Assert.Equal(["Heading1: 第一章 入山", "Paragraph: 上山。", "Heading1: 第二章", "Paragraph: 下山。"], Documents.Lines(document));
        Assert.Contains("gone", Assert.Single(document.Warnings).ToString());
    }

    [Theory]
    [InlineData("http://www.w3.org/2001/04/xmlenc#aes128-cbc", true)]
    [InlineData("http://www.idpf.org/2008/embedding", false)]
    public void A_locked_book_is_refused_and_hidden_fonts_are_no_lock(string algorithm, bool isLocked)
    {
        var lockFile = $"<encryption><EncryptedData><EncryptionMethod Algorithm='{algorithm}'/></EncryptedData></encryption>";
        var book = Documents.Zip(("mimetype", "application/epub+zip"), ("META-INF/container.xml", Container), ("META-INF/encryption.xml", lockFile), ("OPS/book.opf", Package),
            ("OPS/text/a.xhtml", "<p>Words</p>"));

        if (isLocked) Assert.Equal(ReasonCode.SealedBook, Documents.Refusal("book.epub", book).Reason.Code);
        else Assert.Equal(["Paragraph: Words"], Documents.Lines(Documents.Read("book.epub", book)));
    }
}
