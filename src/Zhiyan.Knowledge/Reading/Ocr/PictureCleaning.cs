using System.Runtime.InteropServices;
using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Takes single stray pixels, the salt and pepper of a poor scan, out of a picture. Strokes, which have neighbours, stay as they are.</summary>
internal static class PictureCleaning
{
    /// <summary>From all pixels about it.</summary>
    private const int Stray = 70;

    /// <summary>The share of stray pixels below which a picture is clean: dots of letters are larger.</summary>
    private const double Noisy = 0.002;

    /// <summary>Null where nothing is to be done.</summary>
    public static SKBitmap? Clean(SKBitmap picture)
    {
        var source = MemoryMarshal.AsBytes(picture.GetPixelSpan());
        var stray = new List<int>();
        for (var y = 1; y < picture.Height - 1; y++)
            for (var x = 1; x < picture.Width - 1; x++)
                if (IsStray(source, y * picture.RowBytes + x * 4, picture.RowBytes)) stray.Add(y * picture.RowBytes + x * 4);
        if (stray.Count < Noisy * picture.Width * picture.Height) return null;
        var clean = picture.Copy();
        var target = MemoryMarshal.AsBytes(clean.GetPixelSpan());
        foreach (var at in stray)
            for (var channel = 0; channel < 3; channel++)
                target[at + channel] = (byte)((source[at - 4 + channel] + source[at + 4 + channel] + source[at - picture.RowBytes + channel] + source[at + picture.RowBytes + channel]) / 4);
        return clean;
    }

    private static bool IsStray(ReadOnlySpan<byte> pixels, int at, int row)
    {
        var green = pixels[at + 1];
        var first = green - pixels[at + 5];
        if (Math.Abs(first) < Stray) return false;
        var isLight = first > 0;
        foreach (var other in (ReadOnlySpan<int>)[-4, -row, row, -row - 4, -row + 4, row - 4, row + 4])
        {
            var difference = green - pixels[at + other + 1];
            if (Math.Abs(difference) < Stray || difference > 0 != isLight) return false;
        }
        return true;
    }
}
