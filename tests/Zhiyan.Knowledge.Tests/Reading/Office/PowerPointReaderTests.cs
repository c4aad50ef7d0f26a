namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class PowerPointReaderTests
{
    [Fact]
    public void Slides_are_pages_in_the_order_of_the_show_each_with_title_bullets_table_and_notes()
    {
        const string first = """
            <sld xmlns:r='r'><cSld><spTree>
            <sp><nvSpPr><cNvPr/><nvPr><ph type='sldNum'/></nvPr></nvSpPr><txBody><p><r><t>1</t></r></p></txBody></sp>
            <sp><nvSpPr><cNvPr/><nvPr><ph idx='1'/></nvPr></nvSpPr><txBody><p><r><t>Outer</t></r></p><p><pPr lvl='1'/><r><t>Inner</t></r></p></txBody></sp>
            <sp><nvSpPr><cNvPr/><nvPr><ph type='title'/></nvPr></nvSpPr><txBody><p><r><t>年度总结</t></r></p></txBody></sp>
            <graphicFrame><nvGraphicFramePr><cNvPr descr='Sales by year'/></nvGraphicFramePr><graphic><graphicData><tbl><tr><tc><txBody><p><r><t>年</t></r></p></txBody></tc><tc><txBody><p><r><t>额</t></r></p></txBody></tc></tr>
            <tr><tc><txBody><p><r><t>2024</t></r></p></txBody></tc><tc><txBody><p><r><t>12</t></r></p></txBody></tc></tr></tbl></graphicData></graphic></graphicFrame>
            </spTree></cSld></sld>
            """;
        var show = Documents.Zip(("[Content_Types].xml", "<Types/>"),
            ("ppt/presentation.xml", "<presentation xmlns:r='r'><sldIdLst><sldId id='256' r:id='b'/><sldId id='257' r:id='a'/><sldId id='258' r:id='gone'/></sldIdLst><sldSz cx='12192000' cy='6858000'/></presentation>"),
            ("ppt/_rels/presentation.xml.rels", "<Relationships><Relationship Id='a' Type='x/slide' Target='slides/slide1.xml'/><Relationship Id='b' Type='x/slide' Target='slides/slide2.xml'/></Relationships>"),
            ("ppt/slides/slide2.xml", first), ("ppt/slides/slide1.xml", "<sld><cSld><spTree><sp><nvSpPr><cNvPr/><nvPr/></nvSpPr><txBody><p><r><t>Thanks</t></r></p></txBody></sp></spTree></cSld></sld>"),
            ("ppt/slides/_rels/slide2.xml.rels", "<Relationships><Relationship Id='n' Type='x/notesSlide' Target='../notesSlides/notes1.xml'/></Relationships>"),
            ("ppt/notesSlides/notes1.xml", "<notes><sp><nvSpPr><nvPr><ph type='body'/></nvPr></nvSpPr><txBody><p><r><t>Speak slowly</t></r></p></txBody></sp></notes>"));

        var document = Documents.Read("a.pptx", show);

        Assert.Equal("年度总结", document.Title);
        Assert.Equal(["Heading1: 年度总结", "ListItem1: Outer", "ListItem2: Inner", "TableHead: 年\t额", "TableRow: 2024\t12", "Caption: Sales by year", "Note: Speak slowly", "Paragraph: Thanks"], Documents.Lines(document));
        Assert.Equal([(1, 960.0, 540.0), (2, 960.0, 540.0), (3, 960.0, 540.0)], document.Pages.Select(page => (page.Number, page.Width, page.Height)));
        Assert.Equal("Thanks", document.Text[document.Pages[1].Start..document.Pages[1].End]);
        Assert.Equal(document.Pages[2].Start, document.Pages[2].End);
        Assert.Single(document.Warnings);
    }
}
