using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Images;

/// <summary>Decodes pictures as they are shown: upright by what the camera noted, on white where they are transparent.</summary>
internal static class Picture
{
    /// <summary>Null where the format is not known or the picture is damaged.</summary>
    /// <exception cref="DocumentException">It has more pixels than the limit allows.</exception>
    public static SKBitmap? Decode(ReadOnlyMemory<byte> content, ReadingLimits limits)
    {
        using var data = SKData.CreateCopy(content.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null) return null;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        Check(width, height, limits);
        using var decoded = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput)) return null;
        return Upright(decoded, codec.EncodedOrigin);
    }

    public static void Check(int width, int height, ReadingLimits limits)
    {
        if ((long)width * height > limits.PicturePixels)
            throw new DocumentException(ReasonCode.PictureTooLarge, width, height, limits.PicturePixels);
    }

    public static SKBitmap Upright(SKBitmap picture, SKEncodedOrigin origin)
    {
        float w = picture.Width, h = picture.Height;
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        var isTurned = origin >= SKEncodedOrigin.LeftTop;
        var upright = new SKBitmap(new SKImageInfo(isTurned ? picture.Height : picture.Width, isTurned ? picture.Width : picture.Height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(upright);
        using var image = SKImage.FromBitmap(picture);
        canvas.Clear(IsLight(picture) ? SKColors.Black : SKColors.White);
        canvas.SetMatrix(matrix);
        canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
        return upright;
    }

    /// <summary>Whether a transparent picture is one of light type, which would vanish on white.</summary>
    private static bool IsLight(SKBitmap picture)
    {
        const int step = 7;                 // every seventh pixel is enough to tell
        if (picture.AlphaType is SKAlphaType.Opaque) return false;
        long opacity = 0, light = 0, all = 0;
        var pixels = picture.GetPixelSpan();
        for (var at = 0; at + 4 <= pixels.Length; at += 4 * step)
        {
            all += 255;
            opacity += pixels[at + 3];
            light += pixels[at + 1];        // colours are weighed by their opacity already
        }
        return opacity < all * 6 / 10 && light > opacity * 8 / 10;
    }
}
