using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class OpenDocumentReaderTests
{
    [Fact]
    public void A_text_keeps_headings_numbers_notes_comments_and_what_was_deleted()
    {
        var document = Open("text", """
            <tracked-changes><changed-region id='c1'><deletion><change-info><creator>Li</creator></change-info><p>old words</p></deletion></changed-region></tracked-changes>
            <h outline-level='2'>标题</h><p>A<s/>b<note><note-citation>1</note-citation><note-body><p>Source</p></note-body></note> c<change change-id='c1'/><annotation><creator>Wu</creator><p>Why?</p></annotation></p>
            <list style-name='L'><list-item><p>first</p><list><list-item><p>inner</p></list-item></list></list-item><list-item><p>second</p></list-item></list>
            <p><a href='https://a.example'>link</a></p>
            """, "<list-style name='L'><list-level-style-number level='1' num-format='1' num-suffix='.'/><list-level-style-bullet level='2'/></list-style>");

        Assert.Equal(
            ["Heading2: 标题", "Paragraph: A b[1] c", "Note: [1] Source", "Note: Li: ~~old words~~", "Note: Wu: Why?", "ListItem1: 1. first", "ListItem2: inner", "ListItem1: 2. second", "Paragraph: link"],
            Documents.Lines(document));
        Assert.Equal("https://a.example", Assert.Single(document.Links).Target);
    }

    [Fact]
    public void Sheets_give_what_their_cells_show_and_repeated_cells_are_bounded()
    {
        var document = Open("spreadsheet", """
            <table name='一月'><table-row><table-cell><p>名</p></table-cell><table-cell><p>数</p></table-cell></table-row>
            <table-row number-rows-repeated='2'><table-cell><p>甲</p></table-cell><table-cell value='0.5'><p>50%</p></table-cell><table-cell number-columns-repeated='1000000000'/></table-row>
            <table-row number-rows-repeated='1000000'><table-cell/></table-row></table>
            """);

        Assert.Equal(["Heading1: 一月", "TableHead: 名\t数", "TableRow: 甲\t50%", "TableRow: 甲\t50%"], Documents.Lines(document));
    }

    [Fact]
    public void Slides_are_pages()
    {
        var document = Open("presentation", "<page><frame><text-box><p>Body</p></text-box></frame><frame class='title'><text-box><p>Title</p></text-box></frame><notes><frame><text-box><p>Say</p></text-box></frame></notes></page>");

        Assert.Equal(["Heading1: Title", "Paragraph: Body", "Note: Say"], Documents.Lines(document));
        Assert.Single(document.Pages);
    }

    [Fact]
    public void A_protected_document_is_refused()
    {
        var locked = Documents.Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>"), ("content.xml", "noise"));

        Assert.Equal(ReasonCode.Encrypted, Documents.Refusal("a.odt", locked).Reason.Code);
    }

    private static Document Open(string kind, string body, string styles = "") => Documents.Read("a.odt", Documents.Zip(
        ("mimetype", "application/vnd.oasis.opendocument." + kind), ("content.xml", $"<document-content><automatic-styles>{styles}</automatic-styles><body><{kind}>{body}</{kind}></body></document-content>")));
}
