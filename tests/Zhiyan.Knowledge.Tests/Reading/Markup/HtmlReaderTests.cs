using System.Text;

namespace Zhiyan.Knowledge.Tests.Reading.Markup;

public sealed class HtmlReaderTests
{
    static HtmlReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void The_article_is_kept_and_the_site_around_it_is_not()
    {
        const string html = """
            <html><head><title>How rivers run | Site</title><script>var x = "<p>no</p>";</script></head><body>
            <nav><a href="/a">Home</a> <a href="/b">About</a></nav>
            <div class="sidebar"><ul><li><a href="/c">Other page</a></li></ul></div>
            <main><h1>How rivers run</h1><p>Rivers run <b>down</b>hill, see <a href="https://e.example/">here</a>.<br>Always.</p>
            <aside>Mind: rivers may flood.</aside>
            <figure><img src="r.png" alt="A river in spring"><figcaption>Figure 1</figcaption></figure>
            <blockquote><p>All is flux.</p></blockquote><pre>  a
              b</pre>
            <dl><dt>Spring</dt><dd>Where it begins.</dd></dl></main>
            <footer>© Site</footer></body></html>
            """;

        var document = Documents.Read("a.html", html);

        Assert.Equal("How rivers run", document.Title);
        Assert.Equal(
            [
                "Heading1: How rivers run", "Paragraph: Rivers run downhill, see here.\nAlways.", "Paragraph: Mind: rivers may flood.", "Caption: A river in spring", "Caption: Figure 1",
                "Quote: All is flux.", "Code:   a\n  b", "Paragraph: Spring", "Paragraph: Where it begins.",
            ], Documents.Lines(document));
        var link = Assert.Single(document.Links);
        Assert.Equal("here", document.Text[link.Start..link.End]);
    }

    [Fact]
    public void A_page_that_names_no_part_as_its_content_loses_nothing()
    {
        var document = Documents.Read("a.html", "<body><div><div>First words</div>loose words<p>Second</div><table><tr><td><h2>Laid out</h2><p>In a cell</td></tr></table>");

        Assert.Equal(["Paragraph: First words", "Paragraph: loose words", "Paragraph: Second", "Heading2: Laid out", "Paragraph: In a cell"], Documents.Lines(document));
    }

    [Fact]
    public void Lists_count_and_nest_and_tables_repeat_labels_that_stand_over_rows()
    {
        const string html = """
            <ol start="3"><li>three<ul><li>inner</li></ul></li><li>four</li></ol>
            <table><caption>Rain</caption><tr><th>Place</th><th>Month</th><th>mm</th></tr>
            <tr><td rowspan="2">Wuhan</td><td>May</td><td>166</td></tr><tr><td>June</td><td>225</td></tr><tr><td colspan="2">All</td><td>391</td></tr></table>
            """;

        var lines = Documents.Lines(Documents.Read("a.html", html));

        Assert.Equal(
            [
                "ListItem1: 3. three", "ListItem2: inner", "ListItem1: 4. four", "Caption: Rain", "TableHead: Place\tMonth\tmm", "TableRow: Wuhan\tMay\t166", "TableRow: Wuhan\tJune\t225",
                "TableRow: All\t\t391",
            ], lines);
    }

    [Theory]
    [InlineData("gb2312", "utf-8")]
    [InlineData("gb2312", "gb2312")]
    [InlineData("utf-8", "gb2312")]
    [InlineData("big5", "utf-8")]
    [InlineData("shift_jis", "shift_jis")]
    public void The_bytes_are_believed_before_the_declaration(string real, string declared)
    {
        var words = real switch { "big5" => "臺灣的鐵路從基隆開始，經過臺北到高雄。", "shift_jis" => "日本の鉄道は新橋から始まりました。", _ => "中国的铁路从上海开始，后来通到各地。" };
        var bytes = Encoding.GetEncoding(real).GetBytes($"<html><head><meta charset=\"{declared}\"></head><body><p>{words}</p></body></html>");

        Assert.Equal([$"Paragraph: {words}"], Documents.Lines(Documents.Read("a.html", bytes)));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<blockquote>")]
    [InlineData("<span>")]
    [InlineData("<b>")]
    [InlineData("<ul><li>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<p>")]
    [InlineData("<a href=x>")]
    [InlineData("<font color=red><p>")]
    [InlineData("<svg><g>")]
    [InlineData("<select>")]
    public void A_hundred_thousand_nested_elements_end_well(string opening)
    {
        var html = string.Concat(Enumerable.Repeat(opening, 100_000)) + "words in the depth";

        var document = Documents.Read("a.html", "<p>Before</p>" + html);

        Assert.StartsWith("Before", document.Text);
    }

    [Fact]
    public void Words_in_the_depth_are_kept()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 100_000)) + "words in the depth" + string.Concat(Enumerable.Repeat("</div>", 100_000)) + "<p>After</p>";

        Assert.Equal(["Paragraph: words in the depth", "Paragraph: After"], Documents.Lines(Documents.Read("a.html", html)));
    }

    [Fact]
    public void XHTML_whose_title_is_an_empty_element_keeps_its_body()
    {
        const string page = "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/><script src=\"a.js\"/></head><body><a id=\"x\"/><p>Words</p></body></html>";

        Assert.Equal(["Paragraph: Words"], Documents.Lines(Documents.Read("a.xhtml", page)));
    }

    [Fact]
    public void A_table_that_asks_for_a_million_columns_stays_small()
    {
        var html = "<table>" + string.Concat(Enumerable.Repeat("<tr><td rowspan=65000 colspan=1000000>a</td><td colspan=1000000>b</td></tr>", 50)) + "</table>";

        Assert.InRange(Documents.Read("a.html", html).Text.Length, 1, 100_000);
    }
}
