using System.Globalization;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// Makes a text's terms, the same for chunks and questions. Runs of Chinese give the words of a dictionary and every pair of neighbouring characters; other scripts without
/// spaces give pairs; the rest gives words, English ones without their plural, and numbers without their separators. What looks like a code (HX-4417B) is a term as a whole too, however its parts are
/// joined, and a number makes a pair with the Chinese character that follows (12日). Width, case, marks and traditional forms are folded first. Safe for many threads.
/// </summary>
internal sealed class TermAnalyzer(TextFolding folding)
{
    /// <summary>A longer word is cut off: a hash, a coded picture.</summary>
    private const int MaximumTermLength = 40;

    /// <summary>What a pair of characters counts in a question beside a word.</summary>
    private const double PairWeight = 0.5;

    public ChunkTerms Chunk(string text)
    {
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        int length = 0;
        foreach (var (term, kind) in Terms(text))
        {
            if (kind is TermKind.Word) length++;
            // A word of two characters comes as a pair too, and stands there once.
            if (kind is not TermKind.Word || term.Length != 2 || !IsHan(term[0])) occurrences[term] = occurrences.GetValueOrDefault(term) + 1;
        }
        return new ChunkTerms(occurrences, length);
    }

    /// <summary>A question's terms, each with what it counts.</summary>
    public IReadOnlyDictionary<string, double> Question(string text)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (term, kind) in Terms(text)) weights[term] = Math.Max(weights.GetValueOrDefault(term), kind is TermKind.Pair ? PairWeight : 1);
        return weights;
    }

    private IEnumerable<(string Term, TermKind Kind)> Terms(string source)
    {
        var text = folding.Fold(source).Text;
        int codeEnd = 0;
        for (int at = 0; at < text.Length;)
        {
            int end = at + 1;
            if (at >= codeEnd && IsOfACode(text[at]))
            {
                codeEnd = CodeEnd(text, at);
                if (Code(text.AsSpan(at, codeEnd - at)) is { } code) yield return (code, TermKind.Code);
            }
            if (IsHan(text[at]))
            {
                while (end < text.Length && IsHan(text[end])) end++;
                foreach (var word in ChineseWords.Of(text[at..end]))
                    if (IsWhole(word)) yield return (word, TermKind.Word);
                for (int first = at; Next(text, first) < end; first = Next(text, first))
                    if (IsWhole(text[first..Next(text, Next(text, first))])) yield return (text[first..Next(text, Next(text, first))], TermKind.Pair);
            }
            else if (IsUnspaced(text[at]))
            {
                while (end < text.Length && IsUnspaced(text[end])) end++;
                if (end == at + 1) yield return (text[at..end], TermKind.Pair);
                for (int first = at; first + 1 < end; first++) yield return (text[first..(first + 2)], TermKind.Pair);
            }
            else if (char.IsAsciiDigit(text[at]))
            {
                while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ',' or '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))) end++;
                var number = text[at..Math.Min(end, at + MaximumTermLength)].Replace(",", "");
                yield return (number, TermKind.Word);
                if (end < text.Length && IsHan(text[end]) && IsWhole(text[end..Next(text, end)])) yield return (number + text[end..Next(text, end)], TermKind.Pair);
            }
            else if (IsOfAWord(text[at]))
            {
                while (end < text.Length && (IsOfAWord(text[end]) || char.IsAsciiDigit(text[end]))) end++;
                yield return (EnglishStem.Of(text[at..Math.Min(end, at + MaximumTermLength)]), TermKind.Word);
            }
            at = end;
        }
    }

    private static int CodeEnd(string text, int at)
    {
        while (at < text.Length && (IsOfACode(text[at]) || IsJoint(text[at]) && at + 1 < text.Length && IsOfACode(text[at + 1]))) at++;
        return at;
    }

    /// <summary>Letters and digits without the marks that join them; null for what is a word or a number and so is a term anyway.</summary>
    private static string? Code(ReadOnlySpan<char> run)
    {
        int letters = 0, digits = 0, joints = 0;
        foreach (char c in run)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (IsJoint(c)) joints++;
            else letters++;
        }
        bool isPlain = digits == 0 || letters == 0 && run.IndexOfAnyExcept("0123456789.") < 0 || joints == 0 && !char.IsAsciiDigit(run[0]);
        return isPlain || letters + digits > MaximumTermLength ? null : string.Concat(run.ToString().Where(c => !IsJoint(c)));
    }

    /// <summary>The place after the character here, which may be two units wide.</summary>
    private static int Next(string text, int at) => at + (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1);

    /// <summary>Whether a word holds no half of a character: the dictionary knows none that is two units wide.</summary>
    private static bool IsWhole(string word)
    {
        for (int at = 0; at < word.Length; at = Next(word, at))
            if (Next(word, at) == at + 1 && char.IsSurrogate(word[at])) return false;
        return true;
    }

    private static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff' or >= '\u3400' and <= '\u4dbf' || char.IsSurrogate(c);

    /// <summary>Kana, Hangul, Thai, Lao, Burmese and Khmer.</summary>
    private static bool IsUnspaced(char c) => c is >= '\u3040' and <= '\u30ff' or >= '\uac00' and <= '\ud7a3' or >= '\u0e00' and <= '\u0eff' or >= '\u1000' and <= '\u109f' or >= '\u1780' and <= '\u17ff';

    private static bool IsOfAWord(char c) => !IsHan(c) && !IsUnspaced(c)
        && (char.IsLetter(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber);

    private static bool IsOfACode(char c) => char.IsAsciiDigit(c) || IsOfAWord(c);

    private static bool IsJoint(char c) => c is '-' or '_' or '/' or '.' or ':';

    private enum TermKind
    {
        Word,
        Pair,
        Code,
    }
}
