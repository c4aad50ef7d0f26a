using System.Runtime.InteropServices;
using SkiaSharp;
using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>The recogniser often drops the spaces between words of Latin script: a wide blank in the ink between two of their characters is one.</summary>
internal static class WordGaps
{
    /// <summary>In pixels of a line 48 high, whose type is some 34 high.</summary>
    private const int LeastSpace = 8;

    public static List<RecognisedCharacter> Restore(List<RecognisedCharacter> characters, SKBitmap crop)
    {
        if (characters.Count < 3) return characters;
        var ink = Ink(crop);
        var blanks = new int[characters.Count];
        for (var i = 1; i < characters.Count; i++) blanks[i] = Blank(ink, characters[i - 1].At, characters[i].At);
        var usual = Enumerable.Range(1, characters.Count - 1).Where(i => AreLetters(characters, i)).Select(i => blanks[i]).Order().ToList();
        if (usual.Count == 0) return characters;
        var least = Math.Max(LeastSpace, 2.2f * usual[usual.Count / 2] + 2);
        var restored = new List<RecognisedCharacter> { characters[0] };
        for (var i = 1; i < characters.Count; i++)
        {
            if (AreLetters(characters, i) && blanks[i] >= least) restored.Add(new RecognisedCharacter(" ", (characters[i - 1].At + characters[i].At) / 2, 1));
            restored.Add(characters[i]);
        }
        return restored;
    }

    private static bool AreLetters(List<RecognisedCharacter> characters, int i) => IsNarrow(characters[i - 1].Text) && IsNarrow(characters[i].Text) && (char.IsAsciiLetter(characters[i - 1].Text[0]) || char.IsAsciiLetter(characters[i].Text[0]));

    private static bool IsNarrow(string text) => text is [> ' ' and < (char)0x250] && !Script.IsWide(Script.First(text));

    /// <summary>The longest run of columns without ink between two places.</summary>
    private static int Blank(bool[] ink, float from, float to)
    {
        var (longest, run) = (0, 0);
        for (var x = (int)(from * ink.Length); x < Math.Min(ink.Length, (int)(to * ink.Length)); x++)
        {
            run = ink[x] ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    /// <summary>Columns that hold what differs from the ground, which is the value most pixels have.</summary>
    private static bool[] Ink(SKBitmap crop)
    {
        var pixels = MemoryMarshal.AsBytes(crop.GetPixelSpan());
        var counts = new int[256];
        for (var i = 1; i < pixels.Length; i += 4) counts[pixels[i]]++;
        var ground = Array.IndexOf(counts, counts.Max());
        var (low, high) = (Array.FindIndex(counts, count => count > 4), Array.FindLastIndex(counts, count => count > 4));
        var far = 0.4f * Math.Max(ground - low, high - ground);
        var ink = new bool[crop.Width];
        for (var x = 0; x < crop.Width; x++)
        {
            var count = 0;
            for (var y = crop.Height / 8; y < crop.Height * 7 / 8; y++)
                if (Math.Abs(pixels[y * crop.RowBytes + x * 4 + 1] - ground) > far) count++;
            ink[x] = count > 1;
        }
        return ink;
    }
}
