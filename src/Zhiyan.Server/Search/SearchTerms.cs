using System.Globalization;
using System.Text;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>
/// A folded text as a row of terms. Chinese, kana, Hangul, Thai and their like give one term for each character: it and the next one, or it alone where the run ends;
/// so a longer run is found as neighbouring pairs, and a single character as the beginning of a pair. All other scripts give whole words, and what stands between words separates them:
/// "e-mail" is "e" beside "mail". Terms hold no ASCII but a–z, 0–9 and <c># + . _</c>, so that a store may keep them as text with spaces between.
/// </summary>
internal static class SearchTerms
{
    /// <summary>The rest of a longer message is not searched.</summary>
    public const int MaximumTerms = 100_000;

    /// <summary>A text's terms in UTF-8, together: PostgreSQL holds no more than 1 MiB of them and their positions for a row. The rest of the message is not searched.</summary>
    public const int MaximumBytes = 900_000;

    /// <summary>A longer word (a hash, a coded picture) is cut into neighbouring terms of this many UTF-16 units.</summary>
    public const int MaximumTermLength = 64;

    /// <summary>The term each indexed text begins with, so that a query which only excludes has something to exclude from.</summary>
    public const string Everything = "_";

    public static List<SearchTerm> Of(FoldedText folded)
    {
        var text = folded.Text;
        var terms = new List<SearchTerm>();
        int bytes = 0;
        for (int at = 0; at < text.Length && terms.Count < MaximumTerms;)
        {
            int width = WidthAt(text, at);
            int length = 0;
            var kind = TermKind.Word;
            if (IsPaired(text, at)) (length, kind) = (width + (IsPaired(text, at + width) ? WidthAt(text, at + width) : 0), TermKind.Pair);
            else if (IsOfAWord(text, at)) length = WordLength(text, at);
            else if (IsSign(text, at, terms)) (length, kind) = (1, TermKind.Sign);
            if (length > 0)
            {
                bytes += Encoding.UTF8.GetByteCount(text.AsSpan(at, length));
                if (bytes > MaximumBytes) break;
                terms.Add(new SearchTerm(at, length, kind));
            }
            at += kind is TermKind.Word && length > 0 ? length : width;
        }
        return terms;
    }

    /// <summary>The form both stores keep: the terms in their order, a space before, between and after them.</summary>
    public static string Row(FoldedText folded)
    {
        var row = new StringBuilder($" {Everything} ");
        foreach (var term in Of(folded)) row.Append(term.Of(folded)).Append(' ');
        return row.ToString();
    }

    private static int WordLength(string text, int start)
    {
        int end = start;
        while (IsOfAWord(text, end) && end + WidthAt(text, end) - start <= MaximumTermLength) end += WidthAt(text, end);
        return end - start;
    }

    private static bool IsSign(string text, int at, List<SearchTerm> before) => text[at] switch
    {
        '.' => IsOfAWord(text, at + 1),
        '#' or '+' => before.Count > 0 && before[^1].End == at && before[^1].Kind is not TermKind.Pair,
        _ => false,
    };

    private static bool IsOfAWord(string text, int at) => TryRune(text, at, out var rune) && !IsPaired(rune) && Rune.GetUnicodeCategory(rune) is var category
        && (category <= UnicodeCategory.OtherLetter || IsMark(category) || category is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber);

    private static bool IsPaired(string text, int at) => TryRune(text, at, out var rune) && IsPaired(rune);

    /// <summary>Scripts written without spaces between words, Hangul (whose particles cling to words), and pictures.</summary>
    private static bool IsPaired(Rune rune) => rune.Value switch
    {
        < 0x0e00 => false,
        >= 0x3400 and <= 0x4dbf or >= 0x4e00 and <= 0x9fff or >= 0x20000 and <= 0x3ffff => true,        // Han
        <= 0x109f                                                                                       // Thai, Lao, Tibetan, Burmese
            or >= 0x1100 and <= 0x11ff or >= 0xa960 and <= 0xa97f or >= 0xac00 and <= 0xd7ff            // Hangul
            or >= 0x1780 and <= 0x17ff                                                                  // Khmer
            or >= 0x2e80 and <= 0x2fdf or >= 0xf900 and <= 0xfaff                                       // radicals and compatibility forms
            or >= 0x3005 and <= 0x3007 or >= 0x3021 and <= 0x33ff                                       // kana, bopomofo, marks of repetition
            or >= 0xa000 and <= 0xa4cf                                                                  // Yi
            or >= 0x1aff0 and <= 0x1b16f                                                                // old kana
            => Rune.GetUnicodeCategory(rune) is var category && (category <= UnicodeCategory.OtherLetter || IsMark(category) || category is UnicodeCategory.LetterNumber),
        >= 0x2600 => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol,      // emoji
        _ => false,
    };

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static int WidthAt(string text, int at) => TryRune(text, at, out var rune) ? rune.Utf16SequenceLength : 1;

    private static bool TryRune(string text, int at, out Rune rune)
    {
        rune = default;
        return at < text.Length && Rune.TryGetRuneAt(text, at, out rune);
    }
}
