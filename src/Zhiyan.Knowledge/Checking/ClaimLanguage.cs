namespace Zhiyan.Knowledge.Checking;

/// <summary>Which of the fitted sets of weights is for a sentence and its passage.</summary>
internal enum ClaimLanguage
{
    Chinese,
    English,

    /// <summary>The two are in different languages, so that their words cannot be compared.</summary>
    Crossing,
}

internal static class ClaimLanguages
{
    public static ClaimLanguage Of(string claim, string passage) => (IsChinese(claim), IsChinese(passage)) switch
    {
        (true, true) => ClaimLanguage.Chinese,
        (false, false) => ClaimLanguage.English,
        _ => ClaimLanguage.Crossing,
    };

    /// <summary>A Chinese text may quote names in Latin letters: one Han character says about as much as three of those.</summary>
    public static bool IsChinese(string text)
    {
        int han = text.Count(c => c is >= '\u4e00' and <= '\u9fff');
        return han > 0 && han * 3 >= text.Count(char.IsAsciiLetter);
    }
}
