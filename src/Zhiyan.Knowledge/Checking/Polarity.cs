using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Checking;

/// <summary>Words that turn a statement round or say how far it goes.</summary>
internal static partial class Polarity
{
    private static readonly (string[] One, string[] Other)[] antonyms =
    [
        (["increase", "increased", "rise", "rose", "grew", "增加", "上升", "增长", "提高"], ["decrease", "decreased", "fall", "fell", "declined", "减少", "下降", "降低", "減少"]),
        (["largest", "biggest", "most", "highest", "最大", "最多", "最高"], ["smallest", "least", "lowest", "最小", "最少", "最低"]),
        (["first", "earliest", "最早", "首次"], ["last", "latest", "最后", "最晚", "最後"]),
        (["before", "之前", "以前"], ["after", "之后", "以后", "之後", "以後"]),
        (["father", "son", "brother", "husband", "父亲", "儿子", "丈夫", "父親", "兒子"], ["mother", "daughter", "sister", "wife", "母亲", "女儿", "妻子", "母親", "女兒"]),
        (["north", "northern", "北"], ["south", "southern", "南"]),
        (["east", "eastern", "东", "東"], ["west", "western", "西"]),
        (["male", "man", "男"], ["female", "woman", "女"]),
        (["won", "win", "victory", "战胜", "获胜", "戰勝", "獲勝"], ["lost", "lose", "defeat", "战败", "落败", "戰敗", "落敗"]),
        (["republican"], ["democratic", "democrat"]),
        (["accept", "accepted", "allowed", "supported", "接受", "允许", "支持"], ["refuse", "refused", "banned", "rejected", "opposed", "拒绝", "禁止", "反对", "反對"]),
        (["public", "公有", "公共"], ["private", "私有", "私人"]),
        (["rich", "wealthy", "富"], ["poor", "impoverished", "贫", "貧", "穷", "窮"]),
        (["open", "opened", "开始", "開始"], ["close", "closed", "结束", "結束"]),
    ];

    /// <summary>Whether a folded text denies something.</summary>
    public static bool Denies(string text) => Denial().IsMatch(text);

    /// <summary>The words of a folded claim that say how far it goes, and that the window lacks.</summary>
    public static IEnumerable<string> ScopeBeyond(string claim, string window) =>
        Scope().Matches(claim).Select(match => match.Value).Distinct().Where(word => !window.Contains(word, StringComparison.Ordinal));

    /// <summary>A word of the claim whose opposite stands in the window while it does not.</summary>
    public static (string Claimed, string Said)? Opposite(string claim, string window)
    {
        foreach (var (one, other) in antonyms)
        {
            if (Meet(one, other) is { } pair) return pair;
            if (Meet(other, one) is { } back) return back;
        }
        return null;

        (string, string)? Meet(string[] claimed, string[] said) =>
            claimed.FirstOrDefault(word => Has(claim, word)) is { } mine && said.FirstOrDefault(word => Has(window, word)) is { } theirs
            && !claimed.Any(word => Has(window, word)) && !said.Any(word => Has(claim, word)) ? (mine, theirs) : null;
    }

    private static bool Has(string text, string word)
    {
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            if (word[0] >= 0x2e80 || !IsLetter(text, at - 1) && !IsLetter(text, at + word.Length)) return true;
        return false;
    }

    private static bool IsLetter(string text, int at) => at >= 0 && at < text.Length && char.IsAsciiLetter(text[at]);

    [GeneratedRegex(@"\b(not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|failed|refused|\w+n't|\w+n’t)\b|没有|沒有|不(?!同|断|斷|久|仅|僅|少|过|過|丹)|并非|並非|未(?!来|來)|无法|無法|从未|從未|否认|否認")]
    private static partial Regex Denial();

    [GeneratedRegex(@"\b(only|all|every|everyone|always|never|most|ever|entire|entirely|best|worst|least|less|fewer|largest|biggest|smallest|highest|lowest|longest|oldest|exclusively|solely|any|sole)\b|唯一|全部|所有|从不|总是|總是|一直|最[大小多少高低早晚长長短好差]|首次|首个|首個|第一|仅|僅|只有|都")]
    private static partial Regex Scope();
}
