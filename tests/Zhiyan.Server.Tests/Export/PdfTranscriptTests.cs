using System.Diagnostics;
using System.Globalization;
using System.Text;
using PdfSharp.Pdf;
using PdfSharp.Pdf.IO;

namespace Zhiyan.Server.Tests.Export;

public sealed class PdfTranscriptTests
{
    [Theory]
    [InlineData("请讲讲快速排序")]
    [InlineData("笔记.pdf (1.5 KB)")]
    [InlineData("再想证明。")]
    [InlineData("快速排序 Quicksort")]
    [InlineData("一种分而治之的排序算法，冒泡更快，调用 sort(items)")]
    [InlineData("O(n \\log n)")]
    [InlineData("https://example.org/bare")]
    [InlineData("第三步")]
    [InlineData("3.")]
    [InlineData("内层圆点")]
    [InlineData("☑")]
    [InlineData("☐")]
    [InlineData("过早的优化是万恶之源。")]
    [InlineData("归并")]
    [InlineData("需要额外空间")]
    [InlineData("return x < 1")]
    [InlineData("# 注释")]
    [InlineData("T(n) = 2T(n/2) + n")]
    [InlineData("一只猫")]
    [InlineData("<b>不是粗体</b>")]
    [InlineData("😀")]
    [InlineData("α ∀")]
    [InlineData("第 1 页，共 2 页")]
    public void Text_can_be_found_and_copied(string text)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pdftotext"), "pdftotext is not installed: apt-get install poppler-utils");

        var read = PdfToText(Transcripts.Pdf.Written(Transcripts.Whole));

        Assert.Contains(text.Replace(" ", ""), read, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_font_is_embedded_and_holds_only_what_is_used()
    {
        using var document = Open(Transcripts.Whole);

        var fonts = Dictionaries(document).Where(entry => entry.Elements.GetName("/Type") == "/FontDescriptor").ToList();

        Assert.NotEmpty(fonts);
        Assert.All(fonts, font =>
        {
            Assert.Matches("^/[A-Z]{6}\\+", font.Elements.GetName("/FontName"));
            Assert.InRange(font.Elements.GetDictionary("/FontFile2")!.Elements.GetInteger("/Length1"), 100, 100_000);
        });
    }

    [Fact]
    public void Every_message_has_a_bookmark_with_its_beginning()
    {
        using var document = Open(Transcripts.Whole);

        var titles = document.Outlines.Select(outline => outline.Title).ToList();

        Assert.Equal(2, titles.Count);
        Assert.Equal("你: 请讲讲快速排序", titles[0]);
        Assert.StartsWith("zhiyan-mini: # 快速排序 Quicksort", titles[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_addresses_of_the_web_are_links()
    {
        using var document = Open(Transcripts.Whole);

        var links = Dictionaries(document).Where(entry => entry.Elements.GetName("/S") == "/URI").Select(entry => entry.Elements.GetString("/URI")).ToHashSet();

        Assert.Equal(["https://example.org/bare", "https://example.org/cat.png", "https://example.org/wiki?a=1&b=2"], links.Order());
    }

    [Fact]
    public void Pages_are_A4_and_say_what_the_document_is()
    {
        using var document = Open(Transcripts.Whole);

        var page = document.Pages[0];

        Assert.Equal(595, Math.Round(page.Width.Point));
        Assert.Equal(842, Math.Round(page.Height.Point));
        Assert.Equal("排序 & <sorting>", document.Info.Title);
        Assert.Equal("zh-Hans", document.Language);
    }

    [Fact]
    public void Code_and_tables_go_on_over_pages()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pdftotext"), "pdftotext is not installed: apt-get install poppler-utils");
        var code = string.Concat(Enumerable.Range(0, 150).Select(line => $"line{line}\n"));
        var rows = string.Concat(Enumerable.Range(0, 90).Select(row => $"| row{row} | 一格文字 |\n"));

        var read = PdfToText(Transcripts.Pdf.Written(Transcripts.Of($"```\n{code}```", $"| 表头甲 | 表头乙 |\n|---|---|\n{rows}")));

        Assert.All(Enumerable.Range(0, 150), line => Assert.Contains($"line{line}", read, StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 90), row => Assert.Contains($"row{row}", read, StringComparison.Ordinal));
        Assert.True(read.Split("表头甲").Length > 3, "the head of the table is not repeated on each page");
    }

    [Fact]
    public void A_character_that_no_font_has_is_a_box()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pdftotext"), "pdftotext is not installed: apt-get install poppler-utils");

        var read = PdfToText(Transcripts.Pdf.Written(Transcripts.Of("左\U0002a6b2右")));

        Assert.Contains("左□右", read, StringComparison.Ordinal);
    }

    private static PdfDocument Open(Zhiyan.Server.Export.Transcript transcript) =>
        PdfReader.Open(new MemoryStream(Transcripts.Pdf.Written(transcript)), PdfDocumentOpenMode.Modify);

    private static IEnumerable<PdfDictionary> Dictionaries(PdfDocument document) => document.Internals.GetAllObjects().OfType<PdfDictionary>()
        .SelectMany(entry => entry.Elements.GetObject("/A") is PdfDictionary action ? [entry, action] : (PdfDictionary[])[entry]);

    /// <summary>The text without white space, as lines may be broken anywhere.</summary>
    private static string PdfToText(byte[] pdf)
    {
        var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"zhiyan-export-{Guid.NewGuid():N}.pdf"));
        File.WriteAllBytes(file, pdf);
        try
        {
            using var reader = Process.Start(new ProcessStartInfo("/usr/bin/pdftotext", ["-enc", "UTF-8", file, "-"]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
            var text = reader.StandardOutput.ReadToEnd();
            reader.WaitForExit();
            return string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
