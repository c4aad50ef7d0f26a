using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Whether a line stands on its head.</summary>
internal sealed class LineDirection(OcrModels models)
{
    private const int Height = 48;
    private const int Width = 192;

    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    /// <summary>The probability of it. A long line is judged by its beginning.</summary>
    public float Reversed(SKImage picture, TextBox box)
    {
        using var crop = LineCrop.Take(picture, box, Height);
        using var shown = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(shown))
        {
            canvas.Clear(SKColors.Gray);
            canvas.DrawBitmap(crop, 0, 0, SKSamplingOptions.Default);
        }

        using var outputs = models.Direction.Run([NamedOnnxValue.CreateFromTensor(models.Direction.InputNames[0], PictureTensor.Of(shown, Half, Half))]);

        return outputs[0].AsTensor<float>()[0, 1];
    }
}
