using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// Makes what people hold for the same text the same text: width, case, marks on Latin letters, and traditional characters as simplified ones. Safe for many threads.
/// </summary>
/// <param name="path">The table of characters, a traditional one and its simplified one on each line.</param>
public sealed class TextFolding(string path)
{
    /// <summary>Marks beyond this many on one letter begin a piece of their own: ordering marks costs the square of their number.</summary>
    private const int MaximumMarks = 32;

    /// <summary>Letters whose stroke or bond is part of them, so that Unicode does not take it off.</summary>
    private static readonly FrozenDictionary<int, string> letters = new Dictionary<int, string>
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ħ'] = "h", ['ı'] = "i", ['ł'] = "l", ['ŧ'] = "t", ['þ'] = "th", ['ς'] = "σ",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<int, string> simplified = Table(path);

    public FoldedText Fold(string source)
    {
        var folded = new StringBuilder(source.Length);
        var starts = new List<int>(source.Length + 1);
        for (int start = 0; start < source.Length;)
        {
            int end = PieceEnd(source, start);
            if (end == start + 1 && char.IsAscii(source[start])) folded.Append(char.ToLowerInvariant(source[start]));
            else if (end == start + 1 && source[start] is >= '\u4e00' and <= '\u9fff') folded.Append(simplified.GetValueOrDefault(source[start]) ?? source[start..end]);
            else AppendFolded(folded, source[start..end]);
            while (starts.Count < folded.Length) starts.Add(start);
            start = end;
        }
        starts.Add(source.Length);
        return new FoldedText(folded.ToString(), [.. starts]);
    }

    private void AppendFolded(StringBuilder folded, string piece)
    {
        var composed = Whole(piece).Normalize(NormalizationForm.FormKC);
        if (composed.EnumerateRunes().Any(IsLatin)) composed = composed.Normalize(NormalizationForm.FormD);
        bool afterLatin = false;
        foreach (var rune in composed.EnumerateRunes())
        {
            bool isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;
            if (IsIgnored(rune) || isMark && afterLatin) continue;
            if (!isMark) afterLatin = IsLatin(rune);
            var lower = Rune.ToLowerInvariant(rune);
            folded.Append(letters.GetValueOrDefault(lower.Value) ?? simplified.GetValueOrDefault(lower.Value) ?? lower.ToString());
        }
    }

    /// <summary>A piece is a character and the marks, joiners and vowels that belong to it.</summary>
    private static int PieceEnd(string source, int start)
    {
        int end = start + RuneAt(source, start).Utf16SequenceLength;
        for (int marks = 0; end < source.Length && marks < MaximumMarks; marks++)
        {
            var next = RuneAt(source, end);
            if (!BelongsToThePrevious(next)) break;
            end += next.Utf16SequenceLength;
        }
        return end;
    }

    private static bool BelongsToThePrevious(Rune rune) => rune.Value >= 0x80 && (rune.Value is
        >= 0x1160 and <= 0x11ff                                                     // vowels and finals of Hangul
        or 0xff9e or 0xff9f                                                         // the voicing marks of half-width katakana
        or >= 0x1f3fb and <= 0x1f3ff                                                // skin tones
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format);

    /// <summary>Characters nobody sees or types: joiners, soft hyphens, direction marks, variation selectors.</summary>
    private static bool IsIgnored(Rune rune) => rune.Value is >= 0xfe00 and <= 0xfe0f or >= 0xe0100 and <= 0xe01ef
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format;

    private static bool IsLatin(Rune rune) => rune.Value is
        >= 'A' and <= 'Z' or >= 'a' and <= 'z' or >= 0xc0 and <= 0x24f or >= 0x1e00 and <= 0x1eff or >= 0x2c60 and <= 0x2c7f or >= 0xa720 and <= 0xa7ff or >= 0xab30 and <= 0xab6f;

    private static Rune RuneAt(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune : Rune.ReplacementChar;

    /// <summary>Half a surrogate pair and what Unicode will never assign are no text, and normalizing refuses them.</summary>
    private static string Whole(string piece) => string.Concat(piece.EnumerateRunes().Select(rune => (IsText(rune) ? rune : Rune.ReplacementChar).ToString()));

    private static bool IsText(Rune rune) => (rune.Value & 0xfffe) != 0xfffe && rune.Value is < 0xfdd0 or > 0xfdef;

    private static FrozenDictionary<int, string> Table(string path)
    {
        var table = new Dictionary<int, string>();
        int number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            Rune[] pair = [.. line.EnumerateRunes()];
            if (pair.Length != 2) throw new InvalidDataException($"{path}: line {number} holds '{line}' and not a traditional character and its simplified one; build the program again.");
            table[pair[0].Value] = pair[1].ToString();
        }
        // 薴 becomes 苧, which becomes 苎: the table is followed to where it ends.
        return table.ToFrozenDictionary(entry => entry.Key, entry => table.GetValueOrDefault(Rune.GetRuneAt(entry.Value, 0).Value) ?? entry.Value);
    }
}
