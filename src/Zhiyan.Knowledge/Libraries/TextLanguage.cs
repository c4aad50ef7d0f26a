using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>Tells a text's language by its script: enough to filter by and to answer in.</summary>
internal static class TextLanguage
{
    /// <summary>Characters that are looked at.</summary>
    private const int Sample = 20_000;

    /// <summary>zh-Hans, zh-Hant, ja, ko, else en; null where no letter is found.</summary>
    public static string? Of(string text, TextFolding folding)
    {
        int han = 0, kana = 0, hangul = 0, letters = 0, traditional = 0;
        var sample = text.Length > Sample ? text[..Sample] : text;
        foreach (char c in sample)
        {
            if (c is >= '\u4e00' and <= '\u9fff') han++;
            else if (c is >= '\u3040' and <= '\u30ff') kana++;
            else if (c is >= '\uac00' and <= '\ud7a3') hangul++;
            else if (char.IsLetter(c)) letters++;
        }
        int wide = han + kana + hangul;
        if (wide == 0) return letters == 0 ? null : "en";
        if (wide * 5 < letters) return "en";        // a word has about five letters
        if (hangul * 2 > wide) return "ko";
        if (kana * 10 > wide) return "ja";
        foreach (char c in sample)
            if (c is >= '\u4e00' and <= '\u9fff' && folding.Fold(c.ToString()).Text[0] != c) traditional++;
        return traditional * 20 > han ? "zh-Hant" : "zh-Hans";
    }
}
