using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Office;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

public sealed class ExcelReaderTests
{
    private const string Names = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";

    [Fact]
    public void Sheets_are_tables_with_values_as_a_person_sees_them()
    {
        const string rows = """
            <row r='1'><c r='A1' t='inlineStr'><is><t>销售表</t></is></c></row>
            <row r='2'><c r='A2' t='inlineStr'><is><t>地区</t></is></c><c r='B2' t='inlineStr'><is><t>日期</t></is></c><c r='C2' t='inlineStr'><is><t>额</t></is></c><c r='D2' t='inlineStr'><is><t>率</t></is></c></row>
            <row r='3'><c r='A3' t='inlineStr'><is><t>北</t></is></c><c r='B3' s='1'><v>44197</v></c><c r='C3'><v>1228400</v></c><c r='D3' s='2'><v>0.125</v></c></row>
            <row r='4'><c r='B4' s='1'><v>44198</v></c><c r='C4'><f>C3*2</f><v>2456800</v></c><c r='D4' t='b'><v>1</v></c></row>
            """;

        var document = Documents.Read("a.xlsx", Workbook(rows, "<mergeCells><mergeCell ref='A3:A4'/></mergeCells>"));

        Assert.Equal(["Heading1: 数据", "Caption: 销售表", "TableHead: 地区\t日期\t额\t率", "TableRow: 北\t2021-01-01\t1228400\t12.5%", "TableRow: 北\t2021-01-02\t2456800\tTRUE"], Documents.Lines(document));
    }

    [Theory]
    [InlineData(1228400.0, "General", "1228400")]
    [InlineData(0.1 + 0.2, "General", "0.3")]
    [InlineData(1234.5, "#,##0.00", "1,234.50")]
    [InlineData(1234.5, "\"¥\"#,##0.00_);[Red](\"¥\"#,##0.00)", "¥1,234.50")]
    [InlineData(-1234.5, "#,##0;[Red]-#,##0", "-1,235")]
    [InlineData(0.5, "0%", "50%")]
    [InlineData(7.0, "000", "007")]
    [InlineData(12.0, "0\"元\"", "12元")]
    [InlineData(3.5, "[$€-407]0.0#", "€3.5")]
    [InlineData(1e20, "General", "1E+20")]
    [InlineData(110101199003071234.0, "0", "110101199003071000")]
    [InlineData(1.5, "@", "1.5")]
    [InlineData(2.5, "[broken", "2.5")]
    public void Numbers_follow_their_format(double value, string format, string shown) => Assert.Equal(shown, ShownValue.Of(value, format));

    [Fact]
    public void Dates_have_the_parts_that_their_format_shows()
    {
        var moment = new DateTime(2024, 3, 5, 14, 30, 0);

        Assert.Equal("2024-03-05", ShownValue.Of(moment.Date, "yyyy\"年\"m\"月\"d\"日\""));
        Assert.Equal("2024-03-05 14:30", ShownValue.Of(moment, "m/d/yy h:mm"));
        Assert.Equal("14:30", ShownValue.Of(new DateTime(1899, 12, 31, 14, 30, 0), "h:mm"));
        Assert.Equal("02:00:00", ShownValue.Of(TimeSpan.FromHours(2), "[h]:mm:ss"));
    }

    [Fact]
    public void A_workbook_that_unpacks_without_end_is_refused()
    {
        var bomb = Workbook(new string(' ', 5_000_000), "");

        Assert.Equal(ReasonCode.TooMuchUnpacked, Documents.Refusal("a.xlsx", bomb, ReadingLimits.Default with { UnpackedBytes = 1_000_000 }).Reason.Code);
    }

    [Fact]
    public void Comments_charts_and_boxes_of_text_follow_their_sheet()
    {
        var drawing = $"<d:wsDr xmlns:d='d' xmlns:a='a' {Names}><d:sp><d:txBody><a:p><a:r><a:t>Draft of May</a:t></a:r></a:p></d:txBody></d:sp><c:chart xmlns:c='c' r:id='c'/></d:wsDr>";
        const string chart = "<c:chartSpace xmlns:c='c'><c:ser><c:tx><c:pt idx='0'><c:v>Sales</c:v></c:pt></c:tx><c:cat><c:pt idx='0'><c:v>Q1</c:v></c:pt></c:cat><c:val><c:pt idx='0'><c:v>12</c:v></c:pt></c:val></c:ser></c:chartSpace>";
        var document = Documents.Read("a.xlsx", Workbook(
            "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row>", "",
            ("xl/worksheets/_rels/sheet1.xml.rels", "<Relationships><Relationship Id='n' Type='x/comments' Target='../comments1.xml'/><Relationship Id='d' Type='x/drawing' Target='../drawings/drawing1.xml'/></Relationships>"),
            ("xl/comments1.xml", $"<comments {Names}><commentList><comment ref='B1'><text><r><t>Checked by </t></r><r><t>Wang</t></r></text></comment></commentList></comments>"),
            ("xl/drawings/drawing1.xml", drawing),
            ("xl/drawings/_rels/drawing1.xml.rels", "<Relationships><Relationship Id='c' Type='x/chart' Target='../charts/chart1.xml'/></Relationships>"),
            ("xl/charts/chart1.xml", chart)));

        Assert.Equal(["Heading1: 数据", "TableHead: 1\t2", "Note: B1: Checked by Wang", "Paragraph: Draft of May", "TableHead: \tSales", "TableRow: Q1\t12"], Documents.Lines(document));
    }

    [Fact]
    public void The_strict_form_is_read_as_the_usual_one()
    {
        var usual = Workbook("<row r='1'><c r='A1' t='inlineStr'><is><t>words</t></is></c><c r='B1'><v>2</v></c></row>", "");

        var document = Documents.Read("a.xlsx", Strict(usual));

        Assert.Equal(["Heading1: 数据", "TableHead: words\t2"], Documents.Lines(document));
    }

    [Fact]
    public void Forms_that_are_not_read_say_what_to_do()
    {
        var binary = Documents.Refusal("a.xlsb", Documents.Zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", "x")));

        Assert.Equal(ReasonCode.BinaryWorkbook, binary.Reason.Code);
        Assert.Contains(".xlsx", binary.Message);
    }

    private static byte[] Strict(byte[] usual)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(usual));
        return Documents.Zip([.. zip.Entries.Select(entry =>
        {
            using var text = new StreamReader(entry.Open());
            return (entry.FullName, text.ReadToEnd().Replace("http://schemas.openxmlformats.org/spreadsheetml/2006/", "http://purl.oclc.org/ooxml/spreadsheetml/", StringComparison.Ordinal)
                .Replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/", StringComparison.Ordinal));
        })]);
    }

    private static byte[] Workbook(string rows, string after, params (string Name, string Content)[] more) => Documents.Zip(
    [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", $"<workbook {Names}><sheets><sheet name='数据' sheetId='1' state='hidden' r:id='s'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='s' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='t' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles' Target='styles.xml'/></Relationships>"),
        ("xl/styles.xml", $"<styleSheet {Names}><numFmts><numFmt numFmtId='170' formatCode='0.0%'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/></cellXfs></styleSheet>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet {Names}><sheetData>{rows}</sheetData>{after}</worksheet>"),
        .. more,
    ]);
}
