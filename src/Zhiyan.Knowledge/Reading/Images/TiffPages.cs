using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Images;

/// <summary>The pages of a TIFF file, as scanners and fax machines write them.</summary>
internal static class TiffPages
{
    /// <summary>The library tells of damage on the console, where nobody looks for it.</summary>
    static TiffPages() => Tiff.SetErrorHandler(new Silence());

    public static bool Are(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0]) || start.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 42]);

    /// <summary>One after the other, null for a page that is damaged; who asks for the next one has let go of the last.</summary>
    /// <exception cref="DocumentException">A page has more pixels than the limit allows.</exception>
    public static IEnumerable<SKBitmap?> Of(ReadOnlyMemory<byte> content, ReadingLimits limits)
    {
        using var stream = Archives.Streams.Of(content);
        using var tiff = Tiff.ClientOpen("picture", "r", stream, new TiffStream());
        if (tiff is null) yield break;
        do yield return Page(tiff, limits);
        while (tiff.ReadDirectory());
    }

    private static SKBitmap? Page(Tiff tiff, ReadingLimits limits)
    {
        if (tiff.GetField(TiffTag.IMAGEWIDTH) is not [var across, ..] || tiff.GetField(TiffTag.IMAGELENGTH) is not [var down, ..]) return null;
        var (width, height) = (across.ToInt(), down.ToInt());
        if (width <= 0 || height <= 0) return null;
        Picture.Check(width, height, limits);
        var raster = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT)) return null;
        using var pixels = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        MemoryMarshal.AsBytes(raster.AsSpan()).CopyTo(pixels.GetPixelSpan());
        return Picture.Upright(pixels, SKEncodedOrigin.TopLeft);
    }

    private sealed class Silence : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }
    }
}
