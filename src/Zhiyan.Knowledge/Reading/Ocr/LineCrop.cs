using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Cuts a line out of a picture, level and at a model's height.</summary>
internal static class LineCrop
{
    /// <param name="width">0: as wide as the height makes it.</param>
    public static SKBitmap Take(SKImage picture, TextBox box, int height, int width = 0)
    {
        var scale = height / box.Height;
        if (width == 0) width = Math.Max(height / 3, (int)MathF.Ceiling(box.Width * scale));
        var crop = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(crop);
        var (along, corner) = (box.Along, box.TopLeft);
        var across = width / box.Width;
        canvas.SetMatrix(new SKMatrix(
            along.X * across, along.Y * across, -(corner.X * along.X + corner.Y * along.Y) * across,
            -along.Y * scale, along.X * scale, (corner.X * along.Y - corner.Y * along.X) * scale, 0, 0, 1));
        canvas.Clear(SKColors.White);
        canvas.DrawImage(picture, 0, 0, scale < 0.5f ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKCubicResampler.Mitchell));
        return crop;
    }
}
