using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;
using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Finds the lines of text in a picture.</summary>
internal sealed class TextDetector(OcrModels models)
{
    /// <summary>The model's pixels come in blocks of this many.</summary>
    private const int Step = 32;

    /// <summary>Small print on a page of A4 is still some 10 pixels high at this side; a larger one costs time and finds little more.</summary>
    private const int LongestSide = 1_440;

    /// <summary>A small picture is enlarged, at most by 2.</summary>
    private const int ShortestSide = 480;

    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    public List<TextBox> Find(SKBitmap picture)
    {
        var scale = Math.Clamp(ShortestSide / (float)Math.Min(picture.Width, picture.Height), 1, 2);
        scale = Math.Min(scale, LongestSide / (float)Math.Max(picture.Width, picture.Height));
        var (width, height) = (Rounded(picture.Width * scale), Rounded(picture.Height * scale));
        using var scaled = picture.Resize(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var input = PictureTensor.Of(scaled, Mean, Deviation);

        using var outputs = models.Detection.Run([NamedOnnxValue.CreateFromTensor(models.Detection.InputNames[0], input)]);

        var map = ((DenseTensor<float>)outputs[0].AsTensor<float>()).Buffer.Span;
        var (toWidth, toHeight) = (picture.Width / (float)width, picture.Height / (float)height);
        return [.. JoinedBoxes.Of(TextRegions.Find(map, width, height)).Select(box => Stretched(box, toWidth, toHeight))];
    }

    /// <summary>Width and height were rounded apart, so a rectangle becomes one again by its middle lines.</summary>
    private static TextBox Stretched(TextBox box, float byWidth, float byHeight)
    {
        var along = new Corner(box.Along.X * byWidth, box.Along.Y * byHeight);
        var down = new Corner(box.Down.X * byWidth, box.Down.Y * byHeight);
        return new TextBox(new Corner((box.Centre.X + 0.5f) * byWidth, (box.Centre.Y + 0.5f) * byHeight), along * (1 / along.Length), box.Width * along.Length, box.Height * down.Length);
    }

    private static int Rounded(float side) => Math.Max(Step, (int)MathF.Round(side / Step) * Step);
}
