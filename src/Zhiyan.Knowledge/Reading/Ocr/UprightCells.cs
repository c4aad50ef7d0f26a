using System.Runtime.InteropServices;
using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Lays the upright characters of a column side by side, as the recogniser knows them.</summary>
internal static class UprightCells
{
    /// <param name="column">Lying on its side: its top to the left, as high as a character is wide.</param>
    public static SKBitmap Of(SKBitmap column)
    {
        var size = column.Height;
        var cuts = Cuts(Ink(column), size);
        var line = new SKBitmap(new SKImageInfo((cuts.Count - 1) * size, size, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(line);
        using var picture = SKImage.FromBitmap(column);
        canvas.Clear(column.GetPixel(0, 0));
        for (var cell = 0; cell + 1 < cuts.Count; cell++)
        {
            var (from, to) = (cuts[cell], cuts[cell + 1]);
            canvas.Save();
            canvas.ClipRect(new SKRect(cell * size, 0, (cell + 1) * size, Math.Min(size, to - from)));
            canvas.SetMatrix(new SKMatrix(0, -1, (cell + 1) * size, 1, 0, -from, 0, 0, 1));         // a quarter turn
            canvas.DrawImage(picture, 0, 0, SKSamplingOptions.Default);
            canvas.Restore();
        }
        return line;
    }

    /// <summary>Between characters, where there is least ink: about one as long as the column is wide.</summary>
    private static List<int> Cuts(int[] ink, int size)
    {
        var count = Math.Max(1, (int)MathF.Round(ink.Length / (1.02f * size)));
        var pitch = ink.Length / (float)count;
        List<int> cuts = [0];
        for (var cell = 1; cell < count; cell++)
        {
            var (middle, reach) = ((int)(cell * pitch), (int)(0.3f * pitch));
            var best = middle;
            for (var step = 1; step <= reach; step++)
                foreach (var at in (ReadOnlySpan<int>)[middle - step, middle + step])
                    if (at > cuts[^1] && at < ink.Length && ink[at] < ink[best]) best = at;
            cuts.Add(Math.Max(best, cuts[^1] + 1));
        }
        cuts.Add(Math.Max(ink.Length, cuts[^1] + 1));
        return cuts;
    }

    /// <summary>Of each step along the column: how far its pixels differ from the ground.</summary>
    private static int[] Ink(SKBitmap column)
    {
        var pixels = MemoryMarshal.AsBytes(column.GetPixelSpan());
        var ground = pixels[1];
        var ink = new int[column.Width];
        for (var y = 0; y < column.Height; y++)
            for (var x = 0; x < column.Width; x++)
                if (Math.Abs(pixels[y * column.RowBytes + 4 * x + 1] - ground) is > 40 and var difference) ink[x] += difference;
        return ink;
    }
}
