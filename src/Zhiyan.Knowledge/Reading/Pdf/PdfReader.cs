using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Outline;
using Zhiyan.Knowledge.Reading.Layout;
using Zhiyan.Knowledge.Reading.Ocr;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>Reads PDF files: their text where they have it, else what is recognised in their pictures. A page that cannot be read is a warning.</summary>
internal sealed partial class PdfReader(OcrEngine ocr) : IDocumentReader
{
    /// <summary>Pages looked at together for the lines they repeat.</summary>
    private const int Window = 24;

    private const int MostWarnings = 20;

    public bool Reads(SourceFile file)
    {
        var start = file.Content.Span[..Math.Min(1024, file.Content.Length)];
        return start.IndexOf("%PDF-"u8) >= 0 || file.Ending is ".pdf" && start.IndexOf("PK\x03\x04"u8) != 0;
    }

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        using var document = Open(file);
        if (document.NumberOfPages > limits.Pages)
            throw new DocumentException(ReasonCode.TooManyPages, limits.Pages);
        var writer = new PageWriter(limits);
        var headings = new Headings(Outline(document));
        var running = new RunningLines(document.NumberOfPages);
        document.AddPageFactory<DrawnGlyphs, GlyphPages>();
        var pages = new PdfPages(document, ocr, limits);
        for (var first = 1; first <= document.NumberOfPages; first += Window)
        {
            clock.Restart();            // so many pages get all of the time
            var window = new List<PdfPage>();
            for (var number = first; number < Math.Min(first + Window, document.NumberOfPages + 1); number++)
            {
                clock.Cancellation.ThrowIfCancellationRequested();
                window.Add(pages.Read(number, clock));
            }
            var candidates = running.Find(window);
            foreach (var page in window)
                foreach (var layer in page.Layers)
                {
                    headings.Count(layer.Words);
                    Learn(layer.Words, writer.Vocabulary);
                }
            for (var i = 0; i < window.Count; i++) Write(window[i], running.Take(window[i], candidates[i]), headings, writer);
        }
        foreach (var warning in pages.Warnings.Take(MostWarnings)) writer.Warn(warning);
        var built = writer.Build();
        if (built.Blocks.Count == 0 && pages.Broken == document.NumberOfPages && document.NumberOfPages > 0)
            throw new DocumentException(ReasonCode.DamagedPages);
        built = built with { Blocks = headings.Levelled(writer.Looks(built), built.Text) };
        return built with { Title = Title(document) ?? FirstHeading(built) };
    }

    private static PdfDocument Open(SourceFile file)
    {
        try
        {
            return PdfDocument.Open(file.Content, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, MaxStackDepth = 128 });
        }
        catch (PdfDocumentEncryptedException e)
        {
            throw new DocumentException(new Reason(ReasonCode.Encrypted), e);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            throw new DocumentException(new Reason(ReasonCode.Damaged), e);
        }
    }

    private static string? Title(PdfDocument document)
    {
        try
        {
            var title = document.Information.Title?.Trim().Trim('\0');
            return string.IsNullOrEmpty(title) || NoTitle().IsMatch(title) ? null : title;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;        // information that cannot be read is none
        }
    }

    private static string? FirstHeading(Document document) =>
        document.Blocks.Take(6).FirstOrDefault(block => block is { Kind: BlockKind.Heading, Level: <= 2 }) is { } heading ? document.Text[heading.Start..heading.End] : null;

    /// <summary>What programs write where nobody gave a title.</summary>
    [GeneratedRegex(@"^\(?(?:untitled|anonymous|document\d*|microsoft (?:word|powerpoint|excel) - |无标题|未命名)|\.(?:docx?|pptx?|xlsx?|indd|tex|dvi|html?)$|^about:blank$|^[0-9a-f-]{24,}$", RegexOptions.IgnoreCase)]
    private static partial Regex NoTitle();

    private static Bookmarks? Outline(PdfDocument document)
    {
        try
        {
            return document.TryGetBookmarks(out var bookmarks, allowContainerNode: true) ? bookmarks : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;        // headings are found by their looks
        }
    }

    private static void Write(PdfPage page, (List<TextLine> Head, List<TextLine> Foot) notes, Headings headings, PageWriter writer)
    {
        foreach (var line in notes.Head) writer.Add(new LayoutBlock(BlockKind.Note, [line]), page.Number);
        foreach (var layer in page.Layers)
        {
            var isMain = layer == page.Layers.MaxBy(other => other.Words.Count);
            foreach (var block in PageLayout.Read(layer.Words, layer.Rulings)) writer.Add(isMain ? headings.Marked(block, page.Recognised) : block, page.Number);
        }
        foreach (var line in notes.Foot) writer.Add(new LayoutBlock(BlockKind.Note, [line]), page.Number);
        foreach (var field in page.Fields) writer.AddText(BlockKind.Paragraph, field);
        foreach (var note in page.Notes) writer.AddText(BlockKind.Note, note);
        foreach (var (box, target) in page.Links) writer.AddLink(box, target, page.Number);
        writer.EndPage(page.Number, page.Width, page.Height, page.Recognised);
    }

    /// <summary>Words with and without a hyphen, by which those cut at a line's end are joined.</summary>
    private static void Learn(IEnumerable<Word> words, HashSet<string> vocabulary)
    {
        const int Most = 200_000;
        foreach (var word in words)
        {
            if (vocabulary.Count >= Most) return;
            var text = word.Text.Trim('.', ',', ';', ':', '(', ')', '“', '”', '"');
            if (text.Length is > 3 and < 40 && char.IsAsciiLetter(text[0]) && text[^1] != '-') vocabulary.Add(text);
        }
    }
}
