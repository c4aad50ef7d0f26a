using SkiaSharp;
using Zhiyan.Knowledge.Reading.Layout;
using Zhiyan.Knowledge.Reading.Ocr;

namespace Zhiyan.Knowledge.Reading.Images;

/// <summary>Reads the text in a picture, which is a page in pixels: PNG, JPEG, WebP, BMP, the first frame of a GIF, and each page of a TIFF.</summary>
internal sealed class ImageReader(OcrEngine ocr) : IDocumentReader
{
    public bool Reads(SourceFile file)
    {
        var start = file.Content.Span;
        return start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) || start.StartsWith("GIF8"u8)
            || start.StartsWith("BM"u8) && file.Ending is ".bmp" or ".dib"
            || start.Length > 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8)
            || TiffPages.Are(start)
            || file.Ending is ".png" or ".jpg" or ".jpeg" or ".webp" or ".bmp" or ".gif";
    }

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var writer = new PageWriter(limits);
        var (number, damaged, hasWords) = (0, 0, false);
        foreach (var page in TiffPages.Are(file.Content.Span) ? TiffPages.Of(file.Content, limits) : [Picture.Decode(file.Content, limits)])
        {
            using var picture = page;
            if (++number > limits.Pages) throw new DocumentException(ReasonCode.TooManyPages, limits.Pages);
            if (picture is null)
            {
                damaged++;
                writer.Warn(Reason.Of(ReasonCode.PageUnread, number));
            }
            else hasWords |= Write(writer, picture, number, clock);
            writer.EndPage(number, picture?.Width ?? 0, picture?.Height ?? 0, recognised: true);
        }
        if (damaged == number) throw new DocumentException(ReasonCode.DamagedPicture);
        if (!hasWords) writer.Warn(new Reason(ReasonCode.NoTextInPicture));
        return writer.Build();
    }

    private bool Write(PageWriter writer, SKBitmap picture, int number, ReadingClock clock)
    {
        var words = RecognisedWords.Of(ocr.Read(picture, clock.Cancellation), 1);
        clock.Restart();
        bool isThere = words.Count > 0;
        foreach (var block in PageLayout.Read(words, [])) writer.Add(block, number);
        return isThere;
    }
}
