using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Tests.Markdown;

public sealed class MarkdownHtmlTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["a"] = ["href", "rel", "target", "title"],
        ["button"] = ["class", "data-src", "type"],
        ["code"] = ["class"],
        ["div"] = ["class"],
        ["img"] = ["alt", "loading", "referrerpolicy", "src", "title"],
        ["li"] = ["class"],
        ["ol"] = ["class", "start"],
        ["p"] = ["class"],
        ["span"] = ["class"],
        ["td"] = ["class"],
        ["th"] = ["class"],
        ["ul"] = ["class"],
    };

    private static readonly string[] Plain =
        ["blockquote", "br", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "strong", "table", "tbody", "thead", "tr"];

    [Fact]
    public void No_payload_leaves_more_than_the_allowed_elements_attributes_and_addresses()
    {
        var faults = new List<string>();

        foreach (bool remoteImages in new[] { false, true })
            foreach (string payload in XssPayloads.All)
                faults.AddRange(FaultsOf(MarkdownHtml.Render(payload, new(remoteImages)), remoteImages).Select(fault => $"{fault} in {payload[..Math.Min(payload.Length, 120)]}"));

        Assert.Empty(faults);
        Assert.True(XssPayloads.All.Count >= 220);
    }

    [Fact]
    public void The_second_lock_holds_alone_against_every_payload_as_html()
    {
        // What the renderer adds to a link, and which images it lets through, is its own work.
        var faults = XssPayloads.All.SelectMany(payload => FaultsOf(MarkdownHtml.Sanitized(payload), remoteImages: true)
            .Where(fault => !fault.StartsWith("img src", StringComparison.Ordinal) && fault != "a without rel" && !fault.StartsWith("attribute title", StringComparison.Ordinal)).Select(fault => $"{fault} in {payload}"));

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("**知言（Zhiyan）**是", "<p><strong>知言（Zhiyan）</strong>是</p>")]
    [InlineData("他说**“好”**了", "<p>他说<strong>“好”</strong>了</p>")]
    [InlineData("设$x_1$为", "<p>设<span class=\"math math-inline\">x_1</span>为</p>")]
    [InlineData("\\(a<b\\) and \\[c\\]", "<p><span class=\"math math-inline\">a&lt;b</span> and <span class=\"math math-display\">c</span></p>")]
    [InlineData("so\n$$\nx^2\n$$\nthen", "<p>so</p>\n<div class=\"math math-display\">x^2</div>\n<p>then</p>")]
    [InlineData("costs $5 and $10", "<p>costs $5 and $10</p>")]
    [InlineData("from US$5 to US$8$", "<p>from US$5 to US$8$</p>")]
    [InlineData("- [x] done", "<ul class=\"contains-task-list\">\n<li class=\"task-list-item\"><span class=\"task\">☑</span> done</li>\n</ul>")]
    [InlineData("<b>text</b>", "<p>&lt;b&gt;text&lt;/b&gt;</p>")]
    public void The_dialect(string markdown, string html)
    {
        string shown = MarkdownHtml.Render(markdown, new());

        Assert.Equal(html, shown.Trim());
    }

    [Fact]
    public void A_remote_image_waits_for_consent_and_an_attachment_does_not()
    {
        string blocked = MarkdownHtml.Render("![cat](https://evil.example/log?q=1)", new());
        string allowed = MarkdownHtml.Render("![cat](https://evil.example/log?q=1)", new(RemoteImages: true));
        string attached = MarkdownHtml.Render("![cat](/files/3f/cat.png)", new());

        Assert.DoesNotContain("<img", blocked);
        Assert.Contains("data-src=\"https://evil.example/log?q=1\"", blocked);
        Assert.Contains("cat", blocked);
        Assert.Contains("<img src=\"https://evil.example/log?q=1\"", allowed);
        Assert.Contains("<img src=\"/files/3f/cat.png\"", attached);
    }

    [Theory]
    [InlineData("[bank.example](https://evil.example/)", "(evil.example)")]
    [InlineData("[https://bank.example](https://bank.example@evil.example/)", "(evil.example)")]
    [InlineData("[x](https://b\u0430nk.example/)", "(xn--bnk-6cd.example)")]
    public void A_link_that_is_not_what_it_says_names_its_host(string markdown, string host)
    {
        string shown = MarkdownHtml.Render(markdown, new());

        Assert.Contains($"<span class=\"link-host\">{host}</span>", shown);
    }

    [Theory]
    [InlineData("请看https://a.example/x_(y)。然后", "https://a.example/x_(y)")]
    [InlineData("(https://a.example/x).", "https://a.example/x")]
    [InlineData("**https://a.example/x_y_z**", "https://a.example/x_y_z")]
    public void A_bare_link_ends_where_a_reader_would_end_it(string markdown, string address)
    {
        var link = Parse(MarkdownHtml.Render(markdown, new())).QuerySelector("a")!;

        Assert.Equal(address, link.GetAttribute("href"));
        Assert.Equal("noopener noreferrer nofollow", link.GetAttribute("rel"));
    }

    [Fact]
    public void Nesting_beyond_the_limit_and_endless_texts_are_shown_as_they_are()
    {
        string deep = MarkdownHtml.Render(string.Concat(Enumerable.Repeat("> ", 500)) + "<b>", new());
        string long_ = MarkdownHtml.Render(new string('<', MarkdownHtml.LongestMarkdown + 1), new());

        Assert.Contains("&lt;b&gt;", deep);
        Assert.StartsWith("<p class=\"unformatted\">&lt;", long_);
    }

    [Fact]
    public void A_message_of_a_megabyte_and_many_threads_give_the_same_html()
    {
        string megabyte = string.Concat(Enumerable.Range(0, 12_000).Select(i => $"## Part {i}\n\nSome *words* with `code` and $x_{i}$.\n\n| a | b |\n|---|---|\n| {i} | 2 |\n\n"));
        string small = "# Title\n\n- **one** [two](https://a.example)\n";
        string expected = MarkdownHtml.Render(small, new());

        string large = MarkdownHtml.Render(megabyte, new());
        var many = new string[64];
        Parallel.For(0, many.Length, i => many[i] = MarkdownHtml.Render(small, new(RemoteImages: i % 2 == 0)));

        Assert.Equal(12_000, Parse(large).QuerySelectorAll("table").Length);
        Assert.All(many, html => Assert.Equal(expected, html));
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static IEnumerable<string> FaultsOf(string html, bool remoteImages)
    {
        foreach (var element in Parse(html).Body!.QuerySelectorAll("*"))
        {
            if (!Plain.Contains(element.LocalName) && !Allowed.ContainsKey(element.LocalName)) yield return $"element {element.LocalName}";
            if (element.NamespaceUri != "http://www.w3.org/1999/xhtml") yield return $"foreign element {element.LocalName}";
            foreach (var attribute in element.Attributes)
                if (!Allowed.GetValueOrDefault(element.LocalName, []).Contains(attribute.Name)) yield return $"attribute {attribute.Name} of {element.LocalName}";
            if (element.GetAttribute("href") is { } href && !IsSafe(href)) yield return $"address {href}";
            if (element.GetAttribute("data-src") is { } source && !source.StartsWith("http", StringComparison.OrdinalIgnoreCase)) yield return $"address {source}";
            if (element.LocalName == "img" && element.GetAttribute("src") is var src && src?.StartsWith("/files/", StringComparison.Ordinal) != true && !(remoteImages && IsSafe(src ?? "")))
                yield return $"img src {src}";
            if (element.LocalName == "a" && element.GetAttribute("href") is ['h', ..] && element.GetAttribute("rel") != "noopener noreferrer nofollow") yield return "a without rel";
        }
    }

    private static bool IsSafe(string url) => url.StartsWith('#') || (url.StartsWith("/files/", StringComparison.Ordinal) && !url.Contains("..", StringComparison.Ordinal)) ||
        (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "mailto");
}
