using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Checking;

/// <summary>Finds what a text calls by name: capitalised words of an English sentence; Latin words, codes and quoted words of a Chinese one.</summary>
internal static partial class Names
{
    private static readonly FrozenSet<string> openers = (
        "The A An In On At To For From By With And Or But It Its He She His Her They Their This That These Those As Who When Where There After Before During While Since Despite Although Though "
        + "No Not Only All Most Many Some Several Both Each Every Another Other Over Under One Two Three Four Five I We You If Because Until Once Even Never People Jr Sr").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Names as they stand in the text, in order.</summary>
    public static IEnumerable<string> Of(string text)
    {
        bool chinese = text.Any(c => c is >= '\u4e00' and <= '\u9fff');
        foreach (Match match in (chinese ? InChinese() : InEnglish()).Matches(text))
        {
            if (match.Groups["quoted"] is { Success: true } quoted) yield return quoted.Value;
            else if (!openers.Contains(match.Value) && !(match.Index == 0 && Terms.Of(match.Value.ToLowerInvariant()).Count == 0)) yield return match.Value;
        }
    }

    [GeneratedRegex(@"\b\p{Lu}[\p{L}\p{M}’'-]*[\p{L}]\d*|\b\p{L}*\d+\p{Lu}+\b")]
    private static partial Regex InEnglish();

    [GeneratedRegex(@"《(?<quoted>[^《》]{1,30})》|[「“『""](?<quoted>[^「」“”『』""]{1,20})[」”』""]|\b[A-Za-z][A-Za-z0-9.'-]*[A-Za-z0-9]|\d+[A-Za-z]+[0-9A-Za-z]*")]
    private static partial Regex InChinese();
}
