using System.IO.Compression;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Zhiyan.Server.Tests.Export;

public sealed class DocxTranscriptTests
{
    [Theory]
    [InlineData("Title", "排序 & <sorting>")]
    [InlineData("Speaker", "你2026-03-14 09:26")]
    [InlineData("Question", "请讲讲快速排序")]
    [InlineData("Files", "附件  笔记.pdf (1.5 KB)")]
    [InlineData("Reasoning", "再想证明。")]
    [InlineData("Heading1", "快速排序 Quicksort")]
    [InlineData("ListParagraph", "内层圆点")]
    [InlineData("ListParagraph", "☑ 写完代码")]
    [InlineData("Quote", "过早的优化是万恶之源。")]
    [InlineData("Cell", "需要额外空间")]
    [InlineData("Code", "def f(x):    return x < 1  # 注释")]
    [InlineData("Formula", "T(n) = 2T(n/2) + n")]
    [InlineData("Rule", "")]
    public void Every_block_has_its_style(string style, string text)
    {
        using var document = Open(Transcripts.Docx.Written(Transcripts.Whole));

        var paragraphs = Body(document).Descendants<Paragraph>().Where(paragraph => paragraph.ParagraphProperties?.ParagraphStyleId?.Val == style);

        Assert.Contains(text, paragraphs.Select(paragraph => paragraph.InnerText));
    }

    [Fact]
    public void Emphasis_is_the_runs_own()
    {
        using var document = Open(Transcripts.Docx.Written(Transcripts.Whole));

        var runs = Body(document).Descendants<Run>().ToLookup(run => run.InnerText);

        Assert.NotNull(runs["分而治之"].Single().RunProperties?.Bold);
        Assert.NotNull(runs["排序"].Single().RunProperties?.Italic);
        Assert.NotNull(runs["冒泡更快"].Single().RunProperties?.Strike);
        Assert.Equal("CodeText", runs["sort(items)"].Single().RunProperties?.RunStyle?.Val);
        Assert.Equal("FormulaText", runs["O(n \\log n)"].Single().RunProperties?.RunStyle?.Val);
    }

    [Fact]
    public void Only_addresses_of_the_web_are_links()
    {
        using var document = Open(Transcripts.Docx.Written(Transcripts.Whole));

        var links = document.MainDocumentPart!.HyperlinkRelationships.Select(link => link.Uri.AbsoluteUri);

        Assert.Equal(["https://example.org/bare", "https://example.org/cat.png", "https://example.org/wiki?a=1&b=2"], links.Order());
    }

    [Fact]
    public void Lists_are_numbered_by_Word_from_their_own_start()
    {
        using var document = Open(Transcripts.Docx.Written(Transcripts.Whole));
        var third = Body(document).Descendants<Paragraph>().Single(paragraph => paragraph.InnerText == "第三步").ParagraphProperties!.NumberingProperties!;

        var list = document.MainDocumentPart!.NumberingDefinitionsPart!.Numbering!.Elements<NumberingInstance>().Single(list => list.NumberID! == third.NumberingId!.Val!);

        Assert.Equal(0, third.NumberingLevelReference!.Val!.Value);
        Assert.Equal(3, list.Elements<LevelOverride>().Single().StartOverrideNumberingValue!.Val!.Value);
    }

    [Fact]
    public void A_table_keeps_its_head_and_alignment()
    {
        using var document = Open(Transcripts.Docx.Written(Transcripts.Whole));

        var table = Body(document).Elements<Table>().Single();

        Assert.Single(table.Descendants<TableHeader>());
        Assert.Equal([null, JustificationValues.Center, JustificationValues.Right],
            table.Elements<TableRow>().Last().Descendants<Paragraph>().Select(cell => cell.ParagraphProperties!.Justification?.Val?.Value));
    }

    [Fact]
    public void The_fonts_are_inside_and_become_fonts_again_with_their_key()
    {
        using var document = Open(Transcripts.Docx.Written(Transcripts.Whole));
        var part = document.MainDocumentPart!.FontTablePart!;

        var embedded = part.Fonts!.Descendants<FontRelationshipType>().ToList();

        Assert.Equal(3, embedded.Count);
        Assert.All(embedded, font =>
        {
            using var stream = part.GetPartById(font.Id!).GetStream();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            var file = bytes.ToArray();
            var key = Convert.FromHexString(font.FontKey!.Value!.Trim('{', '}').Replace("-", "", StringComparison.Ordinal));
            for (var index = 0; index < 32; index++) file[index] ^= key[15 - index % 16];
            Assert.Equal([0, 1, 0, 0], file[..4]);
        });
    }

    [Fact]
    public void The_document_is_valid() => AssertValid(Transcripts.Docx.Written(Transcripts.Whole));

    internal static void AssertValid(byte[] written)
    {
        using var document = Open(written);
        var errors = new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document);
        Assert.Empty(errors.Select(error => $"{error.Part?.Uri} {error.Path?.XPath}: {error.Description}"));
        // What the validator does not open must be XML too.
        using var zip = new ZipArchive(new MemoryStream(written), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            Assert.NotNull(XDocument.Load(stream).Root);
        }
    }

    private static Body Body(WordprocessingDocument document) => document.MainDocumentPart!.Document!.Body!;

    private static WordprocessingDocument Open(byte[] written) => WordprocessingDocument.Open(new MemoryStream(written), isEditable: false);
}
