using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Zhiyan.Server.Tests.Export;

public sealed class HtmlTranscriptTests
{
    [Theory]
    [InlineData("article.user .body p", "请讲讲快速排序")]
    [InlineData("article.user .files", "附件 笔记.pdf (1.5 KB)")]
    [InlineData("article.assistant .head strong", "zhiyan-mini")]
    [InlineData("details summary", "思考过程")]
    [InlineData("details em", "直觉")]
    [InlineData(".body h1", "快速排序 Quicksort")]
    [InlineData(".body strong", "分而治之")]
    [InlineData(".body em", "排序")]
    [InlineData(".body del", "冒泡更快")]
    [InlineData(".body p code", "sort(items)")]
    [InlineData(".body p code.math", "O(n \\log n)")]
    [InlineData("ol[start='3'] > li > ul > li", "内层圆点")]
    [InlineData("li:has(> input[checked])", "写完代码")]
    [InlineData("li:has(> input:not([checked]))", "测量性能")]
    [InlineData("blockquote p", "过早的优化是万恶之源。")]
    [InlineData("th[style*='center']", "平均")]
    [InlineData("td[style*='right']", "需要额外空间")]
    [InlineData("pre > code.language-python", "def f(x):\n    return x < 1  # 注释")]
    [InlineData("pre > code.math", "T(n) = 2T(n/2) + n")]
    [InlineData("a[href='https://example.org/wiki?a=1&b=2']", "百科")]
    [InlineData("a[href='https://example.org/bare']", "https://example.org/bare")]
    [InlineData("a[href='https://example.org/cat.png']", "一只猫")]
    [InlineData("hr", "")]
    [InlineData("title", "排序 & <sorting>")]
    [InlineData("html[lang='zh-Hans'] header h1", "排序 & <sorting>")]
    public void Every_element_has_its_own(string selector, string text)
    {
        var page = Parse(Encoding.UTF8.GetString(Transcripts.Html.Written(Transcripts.Whole)));

        var found = page.QuerySelector(selector);

        Assert.NotNull(found);
        Assert.Equal(text, found.TextContent.Trim());
    }

    [Fact]
    public void The_file_loads_and_runs_nothing()
    {
        var html = Encoding.UTF8.GetString(Transcripts.Html.Written(Transcripts.Whole));

        AssertInert(html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("@media print", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;不是粗体&lt;/b&gt;", html, StringComparison.Ordinal);
    }

    /// <summary>Only elements that Markdown has, no handler, and no address but the web's.</summary>
    internal static void AssertInert(string html)
    {
        var page = Parse(html);
        Assert.Empty(page.QuerySelectorAll("script, img, iframe, object, embed, link, form, base, svg, video, audio"));
        Assert.Single(page.QuerySelectorAll("style"));
        Assert.All(page.All.SelectMany(element => element.Attributes), attribute =>
        {
            Assert.DoesNotMatch("^on", attribute.Name);
            if (attribute.Name is "href") Assert.Matches("^(https?|mailto):", attribute.Value);
            if (attribute.Name is "style") Assert.Matches(new Regex("^text-align: (left|right|center);$"), attribute.Value);
            Assert.NotEqual("src", attribute.Name);
        });
    }

    private static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
