using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class WordReaderTests
{
    private const string Names = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'";

    [Fact]
    public void Headings_are_known_by_level_by_name_and_by_what_a_style_is_based_on()
    {
        const string styles = """
            <w:style w:styleId='a'><w:name w:val='heading 2'/></w:style><w:style w:styleId='b'><w:basedOn w:val='a'/><w:name w:val='my own'/></w:style>
            <w:style w:styleId='c'><w:name w:val='章标题'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr></w:style><w:style w:styleId='d'><w:name w:val='标题 4'/></w:style>
            <w:style w:styleId='t'><w:name w:val='Title'/></w:style><w:style w:styleId='x'><w:basedOn w:val='x'/></w:style>
            """;

        var document = Word(Paragraph("通知", "t") + Paragraph("One", "b") + Paragraph("Two", "c") + Paragraph("Three", "d") + Paragraph("Loop", "x")
            + "<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:r><w:t>Own</w:t></w:r></w:p>", styles: styles);

        Assert.Equal("通知", document.Title);
        Assert.Equal(["Heading1: 通知", "Heading2: One", "Heading3: Two", "Heading4: Three", "Paragraph: Loop", "Heading1: Own"], Documents.Lines(document));
    }

    [Fact]
    public void Lists_have_the_numbers_that_a_reader_sees()
    {
        const string numbering = """
            <w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='第%1条'/></w:lvl>
            <w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='(%2)'/></w:lvl></w:abstractNum>
            <w:abstractNum w:abstractNumId='2'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='·'/></w:lvl></w:abstractNum>
            <w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='6'><w:abstractNumId w:val='2'/></w:num>
            """;

        var document = Word(Item("甲方", 5, 0) + Item("one", 5, 1) + Item("two", 5, 1) + Item("乙方", 5, 0) + Item("fresh", 5, 1) + Item("dot", 6, 0), numbering: numbering);

        Assert.Equal(["ListItem1: 第三条 甲方", "ListItem2: (a) one", "ListItem2: (b) two", "ListItem1: 第四条 乙方", "ListItem2: (a) fresh", "ListItem1: dot"], Documents.Lines(document));
    }

    [Fact]
    public void What_was_inserted_stays_and_what_was_deleted_is_told()
    {
        var document = Word("""
            <w:p><w:r><w:t xml:space='preserve'>Pay </w:t></w:r><w:del w:author='Li'><w:r><w:delText>100</w:delText></w:r></w:del><w:ins w:author='Li'><w:r><w:t>120</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> yuan</w:t></w:r></w:p>
            <w:p><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>moved</w:t></w:r></w:moveTo></w:p>
            """);

        Assert.Equal(["Paragraph: Pay 120 yuan", "Note: Li: ~~100~~", "Paragraph: moved"], Documents.Lines(document));
    }

    [Fact]
    public void Notes_and_comments_follow_their_paragraph_and_endnotes_the_text()
    {
        var document = Word("""
            <w:p><w:r><w:t>A claim</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:endnoteReference w:id='3'/></w:r><w:r><w:commentReference w:id='4'/></w:r></w:p><w:p><w:r><w:t>More</w:t></w:r></w:p>
            """, ("footnotes", $"<w:footnotes {Names}><w:footnote w:id='2'><w:p><w:r><w:t>Its source</w:t></w:r></w:p></w:footnote></w:footnotes>"),
            ("endnotes", $"<w:endnotes {Names}><w:endnote w:id='3'><w:p><w:r><w:t>At the end</w:t></w:r></w:p></w:endnote></w:endnotes>"),
            ("comments", $"<w:comments {Names}><w:comment w:id='4' w:author='Wang'><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:comment></w:comments>"));

        Assert.Equal(["Paragraph: A claim[2][3]", "Note: [2] Its source", "Note: Wang: Sure?", "Paragraph: More", "Note: [3] At the end"], Documents.Lines(document));
    }

    [Fact]
    public void Tables_keep_their_columns_where_cells_are_merged()
    {
        static string Cell(string words, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>";

        var document = Word("<w:tbl>"
            + $"<w:tr>{Cell("")}{Cell("Q1")}{Cell("Q2")}</w:tr>"
            + $"<w:tr>{Cell("North", "<w:vMerge w:val='restart'/>")}{Cell("1")}{Cell("2")}</w:tr>"
            + $"<w:tr>{Cell("", "<w:vMerge/>")}{Cell("all", "<w:gridSpan w:val='2'/>")}</w:tr>"
            + $"<w:tr>{Cell("<!-- -->", "<w:gridSpan w:val='2000000000'/>")}{Cell("far")}</w:tr></w:tbl>");

        Assert.Equal(["TableHead: \tQ1\tQ2", "TableRow: North\t1\t2", "TableRow: North\tall"], Documents.Lines(document));
    }

    [Fact]
    public void Boxes_links_pictures_and_fields_are_read_once()
    {
        var document = Word("""
            <w:p><w:r><w:t xml:space='preserve'>See </w:t></w:r><w:hyperlink r:id='h'><w:r><w:t>the site</w:t></w:r></w:hyperlink>
            <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>17</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>
            <w:r><w:drawing><docPr descr='A red&#10;barn'/></w:drawing></w:r>
            <w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>
            """, ("hyperlink", "https://a.example/"));

        Assert.Equal(["Paragraph: See the site", "Caption: A red barn", "Paragraph: In a box"], Documents.Lines(document));
        Assert.Equal([new Link(4, 12, "https://a.example/")], document.Links);
    }

    [Fact]
    public void A_header_that_repeats_is_read_once_and_without_page_numbers()
    {
        var header = $"<w:hdr {Names}><w:p><w:r><w:t>机密文件</w:t></w:r></w:p><w:p><w:r><w:t>3</w:t></w:r></w:p></w:hdr>";

        var document = Word(Paragraph("正文。", ""), ("header", header));

        Assert.Equal(["Paragraph: 机密文件", "Paragraph: 正文。"], Documents.Lines(document));
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_no_entity_is_expanded()
    {
        var deep = string.Concat(Enumerable.Repeat("<w:sdt>", 100_000)) + string.Concat(Enumerable.Repeat("</w:sdt>", 100_000));
        var entity = $"<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><w:document {Names}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";

        Assert.Equal(ReasonCode.NestedTooDeep, Documents.Refusal("a.docx", Package($"<w:document {Names}><w:body>{deep}</w:body></w:document>")).Reason.Code);
        Assert.Equal(ReasonCode.Damaged, Documents.Refusal("a.docx", Package(entity)).Reason.Code);
    }

    [Fact]
    public void A_document_that_unpacks_without_end_is_refused()
    {
        var big = Package($"<w:document {Names}><w:body>{new string(' ', 5_000_000)}</w:body></w:document>");

        var refusal = Documents.Refusal("a.docx", big, ReadingLimits.Default with { UnpackedBytes = 1_000_000 });

        Assert.True(big.Length < 100_000);
        Assert.Equal(ReasonCode.TooMuchUnpacked, refusal.Reason.Code);
    }

    [Fact]
    public void Charts_and_diagrams_give_their_numbers_and_words()
    {
        const string body = "<w:p><w:r><w:t>See</w:t></w:r><w:r><w:drawing><c:chart xmlns:c='c' xmlns:r='r' r:id='chart'/></w:drawing></w:r><w:r><w:drawing><d:relIds xmlns:d='d' xmlns:r='r' r:dm='diagramData'/></w:drawing></w:r></w:p>";
        const string chart = "<c:chartSpace xmlns:c='c'><c:ser><c:tx><c:pt idx='0'><c:v>Sales</c:v></c:pt></c:tx><c:cat><c:pt idx='0'><c:v>Q1</c:v></c:pt></c:cat><c:val><c:pt idx='0'><c:v>12</c:v></c:pt></c:val></c:ser></c:chartSpace>";
        const string diagram = "<d:dataModel xmlns:d='d' xmlns:a='a'><d:pt><d:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></d:t></d:pt><d:pt><d:t><a:p><a:r><a:t>Do</a:t></a:r></a:p></d:t></d:pt></d:dataModel>";

        var document = Word(body, ("chart", chart), ("diagramData", diagram));

        Assert.Equal(["Paragraph: See", "TableHead: \tSales", "TableRow: Q1\t12", "ListItem1: Plan", "ListItem1: Do"], Documents.Lines(document));
    }

    private static string Paragraph(string words, string style) => $"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>";

    private static string Item(string words, int list, int level) => $"<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>";

    private static Document Word(string body, params (string Type, string Content)[] parts) => Documents.Read("a.docx", Package($"<w:document {Names}><w:body>{body}</w:body></w:document>", parts));

    private static Document Word(string body, string styles = "", string numbering = "") =>
        Word(body, ("styles", $"<w:styles {Names}>{styles}</w:styles>"), ("numbering", $"<w:numbering {Names}>{numbering}</w:numbering>"));

    private static byte[] Package(string document, params (string Type, string Content)[] parts)
    {
        var relations = string.Concat(parts.Select(part => part.Type is "hyperlink"
            ? $"<Relationship Id='h' Type='x/hyperlink' Target='{part.Content}' TargetMode='External'/>"
            : $"<Relationship Id='{part.Type}' Type='x/{part.Type}' Target='{part.Type}.xml'/><Relationship Id='{part.Type}2' Type='x/{part.Type}' Target='/word/{part.Type}.xml'/>"));
        return Documents.Zip([("[Content_Types].xml", "<Types/>"), ("word/document.xml", document), ("word/_rels/document.xml.rels", $"<Relationships>{relations}</Relationships>"),
            .. parts.Where(part => part.Type is not "hyperlink").Select(part => ($"word/{part.Type}.xml", part.Content))]);
    }
}
