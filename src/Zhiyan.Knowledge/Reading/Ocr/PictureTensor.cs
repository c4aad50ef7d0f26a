using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>A picture as the models take it: planes of blue, green and red, less a mean and over a deviation.</summary>
internal static class PictureTensor
{
    public static DenseTensor<float> Of(SKBitmap picture, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        var tensor = new DenseTensor<float>([1, 3, picture.Height, picture.Width]);
        var values = tensor.Buffer.Span;
        var pixels = MemoryMarshal.AsBytes(picture.GetPixelSpan());
        var plane = picture.Width * picture.Height;
        for (var channel = 0; channel < 3; channel++)
        {
            var (scale, shift) = (1 / (255 * deviation[channel]), mean[channel] / deviation[channel]);
            var target = values.Slice(channel * plane, plane);
            for (var y = 0; y < picture.Height; y++)
            {
                var row = pixels.Slice(y * picture.RowBytes, picture.Width * 4);
                for (var x = 0; x < picture.Width; x++) target[y * picture.Width + x] = row[4 * x + channel] * scale - shift;
            }
        }
        return tensor;
    }
}
