using Zhiyan.Knowledge.Reading.Layout;
using Zhiyan.Knowledge.Reading.Ocr;

namespace Zhiyan.Knowledge.Reading.Images;

/// <summary>Reads the text in a picture, which is one page in pixels: PNG, JPEG, WebP, BMP, and the first frame of a GIF.</summary>
internal sealed class ImageReader(OcrEngine ocr) : IDocumentReader
{
    public bool Reads(SourceFile file)
    {
        var start = file.Content.Span;
        return start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) || start.StartsWith("GIF8"u8)
            || start.StartsWith("BM"u8) && file.Ending is ".bmp" or ".dib"
            || start.Length > 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8)
            || file.Ending is ".png" or ".jpg" or ".jpeg" or ".webp" or ".bmp" or ".gif";
    }

    public Document Read(SourceFile file, ReadingLimits limits, CancellationToken cancellation)
    {
        using var picture = Picture.Decode(file.Content, limits)
            ?? throw new DocumentException(DocumentFault.Damaged, "the picture cannot be decoded; open it in a picture viewer and save it again as PNG or JPEG.");
        var words = RecognisedWords.Of(ocr.Read(picture, cancellation), 1);
        var writer = new PageWriter(limits);
        foreach (var block in PageLayout.Read(words, [])) writer.Add(block, 1);
        writer.EndPage(1, picture.Width, picture.Height, recognised: true);
        if (words.Count == 0) writer.Warn("No text was found in the picture.");
        return writer.Build();
    }
}
