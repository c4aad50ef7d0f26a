using System.Globalization;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>Places where a message may be cut: between sentences, else between words, and between any two characters of scripts without spaces; never inside a character.</summary>
internal sealed class Borders(string text, FoldedText folded)
{
    /// <summary>The best border from <paramref name="from"/> on, and at the latest <paramref name="hit"/>.</summary>
    public int Start(int from, int hit, int reach)
    {
        if (from == 0) return 0;
        int sentence = Enumerable.Range(from, Math.Clamp(hit - from + 1, 0, reach)).FirstOrDefault(IsBetweenSentences, -1);
        if (sentence >= 0) return sentence;
        for (int at = from; at < hit; at++)
            if (IsBetweenWords(at)) return at;
        return hit;
    }

    /// <summary>The best border down from <paramref name="to"/>, and at the earliest <paramref name="hit"/>.</summary>
    public int End(int to, int hit, int reach)
    {
        if (to == text.Length) return to;
        for (int at = to; at > hit && at > to - reach; at--)
            if (IsBetweenSentences(at)) return at;
        for (int at = to; at > hit; at--)
            if (IsBetweenWords(at)) return at;
        while (!folded.IsBorder(to)) to++;
        return to;
    }

    private bool IsBetweenSentences(int at) => folded.IsBorder(at) && at > 0 && text[at - 1] switch
    {
        '。' or '！' or '？' or '；' or '…' or '\n' => !IsClosing(text[at]),
        '.' or '!' or '?' or ';' => char.IsWhiteSpace(text[at]),
        '”' or '」' or '』' or '）' => at > 1 && text[at - 2] is '。' or '！' or '？',
        _ => false,
    };

    private bool IsBetweenWords(int at) => folded.IsBorder(at) && !IsClosing(text[at]) && (!IsOfASpacedWord(text[at - 1]) || !IsOfASpacedWord(text[at]));

    /// <summary>Signs that must not begin a line.</summary>
    private static bool IsClosing(char character) => char.GetUnicodeCategory(character) is UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation
        || character is '，' or '。' or '！' or '？' or '；' or '：' or '、' or ',' or '.' or '!' or '?' or ';' or ':' or '%';

    private static bool IsOfASpacedWord(char character) => char.IsLetterOrDigit(character) && character is < '\u0e00' or > '\u109f' and < '\u1100' or > '\u11ff' and < '\u2e80';
}
