using System.Globalization;

namespace Zhiyan.Knowledge.Chunking;

/// <summary>
/// Cuts a text into sentences: after 。！？； and their like with the closing marks that follow, after a full stop that ends one, and at line ends; not at a mark within brackets in a sentence.
/// </summary>
internal static class Sentences
{
    /// <summary>Brackets that are open for longer than so many UTF-16 units are taken to be never closed.</summary>
    private const int LongestBracket = 80;

    private const string Closing = "”’」』）】》〉\"')]}";

    private static readonly HashSet<string> abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "etc", "e.g", "i.e", "fig", "no", "vol", "pp", "p", "ca", "cf", "al", "inc", "ltd", "co", "corp", "dept", "est",
        "gen", "col", "lt", "sgt", "capt", "rev", "hon", "gov", "sen", "rep", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "u.s", "u.k", "a.m", "p.m",
    };

    /// <summary>Ranges of the text, in order, without the white space around each.</summary>
    public static IEnumerable<(int Start, int End)> Of(string text, int start, int end)
    {
        int from = start;
        for (int at = start; at < end;)
        {
            int after = End(text, at, end);
            if (after > at && !IsBracketed(text, from, at, end))
            {
                if (Trim(text, from, after) is { } sentence) yield return sentence;
                from = at = after;
            }
            else at++;
        }
        if (Trim(text, from, end) is { } last) yield return last;
    }

    public static IEnumerable<(int Start, int End)> Of(string text) => Of(text, 0, text.Length);

    /// <summary>Where the sentence ends whose last mark stands here; the place itself where none does.</summary>
    private static int End(string text, int at, int end)
    {
        bool ends = text[at] switch
        {
            '。' or '！' or '？' or '；' or '…' or '｡' => true,
            '!' or '?' or '.' => EndsLatin(text, at, end),
            '\n' => true,
            _ => false,
        };
        if (!ends) return at;
        int after = at + 1;
        if (text[at] != '\n')
            while (after < end && (Closing.Contains(text[after]) || "。！？…!?".Contains(text[after]))) after++;
        return after;
    }

    /// <summary>Whether a mark stands in brackets that are opened within the sentence, and closed on the same line.</summary>
    private static bool IsBracketed(string text, int from, int at, int end)
    {
        var before = text.AsSpan(from, at - from);
        int open = before.LastIndexOfAny('（', '(');
        if (text[at] == '\n' || open < 0 || before[open..].IndexOfAny('）', ')') >= 0 || before[..open].IsWhiteSpace()) return false;
        var after = text.AsSpan(at..Math.Max(at, Math.Min(end, from + open + LongestBracket)));
        int close = after.IndexOfAny('）', ')', '\n');
        return close >= 0 && after[close] != '\n';
    }

    private static bool EndsLatin(string text, int at, int end)
    {
        int next = at + 1;
        while (next < end && Closing.Contains(text[next])) next++;
        if (next < end && !char.IsWhiteSpace(text[next])) return IsWide(text[next]);
        if (text[at] != '.') return true;
        int from = at;
        while (from > 0 && (char.IsLetter(text[from - 1]) || text[from - 1] == '.')) from--;
        var word = text[from..at];
        if (word.Length == 1 && char.IsUpper(word[0]) || abbreviations.Contains(word)) return false;
        while (next < end && char.IsWhiteSpace(text[next])) next++;
        return next >= end || !char.IsLower(text[next]);
    }

    private static bool IsWide(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.OtherLetter or UnicodeCategory.OtherPunctuation && c >= '\u2e80';

    private static (int, int)? Trim(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return end > start ? (start, end) : null;
    }
}
