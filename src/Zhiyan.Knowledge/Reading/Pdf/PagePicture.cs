using SkiaSharp;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;
using UglyToad.PdfPig.Images;
using UglyToad.PdfPig.Tokens;
using Zhiyan.Knowledge.Reading.Images;
using DrawnPage = UglyToad.PdfPig.Content.Page;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>Draws the pictures of a scanned page where the page places them: strips become one, and turned ones stand upright.</summary>
internal sealed class PagePicture : IDisposable
{
    /// <summary>More tells a recogniser nothing: dots per point of 1/72 inch, and pixels.</summary>
    private const double MostScale = 220 / 72.0;
    private const double MostPixels = 24e6;

    private const int MostShapes = 50_000;

    private PagePicture(SKBitmap bitmap, float scale) => (Bitmap, Scale) = (bitmap, scale);

    public SKBitmap Bitmap { get; }

    /// <summary>Pixels to the point.</summary>
    public float Scale { get; }

    public void Dispose() => Bitmap.Dispose();

    /// <summary>The share of the page under its pictures, at most 1.</summary>
    public static double Coverage(DrawnPage page, IEnumerable<IPdfImage> images) =>
        Math.Min(1, images.Sum(image => Math.Abs(image.BoundingBox.Width * image.BoundingBox.Height)) / Math.Max(1, page.Width * page.Height));

    /// <summary>Null where there is nothing that can be drawn; <paramref name="warn"/> is told of each picture that cannot.</summary>
    /// <param name="glyphs">Drawn too where no font names them; so are a page's shapes where it has no pictures.</param>
    public static PagePicture? Draw(DrawnPage page, IReadOnlyList<IPdfImage> images, DrawnGlyphs? glyphs, ReadingLimits limits, Action<Reason> warn)
    {
        bool isDrawn = glyphs is not null || images.Count == 0;
        var scale = isDrawn ? MostScale : images.Max(image => image.WidthInSamples / Math.Max(1, Math.Max(image.BoundingBox.Width, 0.1)));
        scale = Math.Min(Math.Clamp(scale, 0.5, MostScale), Math.Sqrt(MostPixels / Math.Max(1, page.Width * page.Height)));
        var info = new SKImageInfo(Math.Max(1, (int)(page.Width * scale)), Math.Max(1, (int)(page.Height * scale)), SKColorType.Bgra8888, SKAlphaType.Opaque);
        var bitmap = new SKBitmap(info);
        var drawn = 0;
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            foreach (var image in images)
            {
                using var picture = Decode(image, page.Number, limits, warn);
                if (picture is null) continue;
                using var drawing = SKImage.FromBitmap(picture);
                canvas.SetMatrix(Placement(image.BoundingBox, picture, page.Height, scale));
                canvas.DrawImage(drawing, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
                drawn++;
            }
            if (isDrawn)
            {
                canvas.SetMatrix(new SKMatrix((float)scale, 0, 0, 0, -(float)scale, (float)(page.Height * scale), 0, 0, 1));
                DrawShapes(canvas, page);
                glyphs?.Draw(canvas);
                drawn++;
            }
        }
        if (drawn > 0) return new PagePicture(bitmap, (float)scale);
        bitmap.Dispose();
        return null;
    }

    private static void DrawShapes(SKCanvas canvas, DrawnPage page)
    {
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var shape in page.Paths.Where(shape => shape.IsFilled && !shape.IsClipping).Take(MostShapes))
        {
            using var builder = DrawnGlyphs.Path(shape, TransformationMatrix.Identity);
            builder.FillType = shape.FillingRule is FillingRule.EvenOdd ? SKPathFillType.EvenOdd : SKPathFillType.Winding;
            using var path = builder.Detach();
            paint.Color = DrawnGlyphs.Shown(shape.FillColor);
            canvas.DrawPath(path, paint);
        }
    }

    private static SKMatrix Placement(PdfRectangle box, SKBitmap picture, double pageHeight, double scale)
    {
        var (x, y) = (box.TopLeft.X * scale, (pageHeight - box.TopLeft.Y) * scale);
        var (acrossX, acrossY) = ((box.TopRight.X - box.TopLeft.X) * scale / picture.Width, (box.TopLeft.Y - box.TopRight.Y) * scale / picture.Width);
        var (downX, downY) = ((box.BottomLeft.X - box.TopLeft.X) * scale / picture.Height, (box.TopLeft.Y - box.BottomLeft.Y) * scale / picture.Height);
        return new SKMatrix((float)acrossX, (float)downX, (float)x, (float)acrossY, (float)downY, (float)y, 0, 0, 1);
    }

    private static SKBitmap? Decode(IPdfImage image, int page, ReadingLimits limits, Action<Reason> warn)
    {
        if ((long)image.WidthInSamples * image.HeightInSamples > limits.PicturePixels)
        {
            warn(Reason.Of(ReasonCode.PagePictureTooLarge, page, image.WidthInSamples, image.HeightInSamples));
            return null;
        }
        var picture = image.RawMemory.Span.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]) ? Picture.Decode(image.RawMemory, limits) : Samples(image);
        if (picture is null) warn(Reason.Of(ReasonCode.PagePictureUnread, page, Format(image)));
        return picture;
    }

    private static SKBitmap? Samples(IPdfImage image)
    {
        if (!image.TryGetBytesAsMemory(out var samples)) return null;
        var (width, height) = (image.WidthInSamples, image.HeightInSamples);
        if (samples.Span.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8])) return Picture.Decode(samples, ReadingLimits.Default);
        if (image.IsImageMask) return Mask(samples.Span, width, height, image.NeedsReverseDecode());
        if (image.ColorSpaceDetails is not { } colours || colours is UnsupportedColorSpaceDetails) return null;
        var values = ColorSpaceDetailsByteConverter.Convert(colours, samples.Span, image.BitsPerComponent, width, height, image.Decode);
        var components = colours.BaseNumberOfColorComponents;
        if (values.Length < (long)width * height * components) return null;
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (var i = 0; i < width * height; i++)
        {
            var value = values.Slice(i * components, components);
            var (red, green, blue) = components switch
            {
                1 => (value[0], value[0], value[0]),
                3 => (value[0], value[1], value[2]),
                4 => (Ink(value[0], value[3]), Ink(value[1], value[3]), Ink(value[2], value[3])),
                _ => (value[0], value[0], value[0]),
            };
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = (blue, green, red, 255);
        }
        return bitmap;
    }

    private static byte Ink(byte ink, byte black) => (byte)((255 - ink) * (255 - black) / 255);

    /// <summary>A stencil, one bit a pixel: painted in black.</summary>
    private static SKBitmap? Mask(ReadOnlySpan<byte> bits, int width, int height, bool isReversed)
    {
        var stride = (width + 7) / 8;
        if (bits.Length < stride * height) return null;
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var isSet = (bits[y * stride + x / 8] >> (7 - x % 8) & 1) != 0;
                pixels.Slice((y * width + x) * 4, 4).Fill(isSet == isReversed ? (byte)0 : (byte)255);
                pixels[(y * width + x) * 4 + 3] = 255;
            }
        return bitmap;
    }

    private static string Format(IPdfImage image) =>
        image.ImageDictionary.TryGet(NameToken.Filter, out var filter) || image.ImageDictionary.TryGet(NameToken.F, out filter)
            ? string.Join(' ', filter is ArrayToken many ? many.Data.OfType<NameToken>().Select(name => name.Data) : [filter is NameToken one ? one.Data : "unknown"])
            : "unknown";
}
