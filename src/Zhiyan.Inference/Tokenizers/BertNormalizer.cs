using System.Globalization;
using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// What BERT does to a text first (Devlin et al. 2018): control characters go, all white space becomes spaces, Chinese characters stand alone;
/// uncased models also drop accents and write small letters.
/// </summary>
/// <param name="path">The model, for messages.</param>
internal sealed class BertNormalizer(string path, bool cleans, bool partsChinese, bool stripsAccents, bool lowercases) : Normalizer
{
    private readonly Form? decomposed = stripsAccents ? Form.Of(path, NormalizationForm.FormD) : null;

    public override string Apply(string text)
    {
        var written = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (cleans && IsDropped(rune)) continue;
            if (cleans && (Rune.IsWhiteSpace(rune) || rune.Value is '\t' or '\n' or '\r')) written.Append(' ');
            else if (partsChinese && IsChinese(rune.Value)) written.Append(' ').Append(rune).Append(' ');
            else written.Append(rune);
        }
        return lowercases || decomposed is not null ? Fold(written.ToString()) : written.ToString();
    }

    private string Fold(string text)
    {
        if (decomposed is not null) text = decomposed.Apply(text);
        var written = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (decomposed is not null && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            written.Append(lowercases ? Rune.ToLowerInvariant(rune) : rune);
        }
        return written.ToString();
    }

    /// <summary>Controls, formats and private characters; those that Unicode has not assigned stay, as in the reference.</summary>
    private static bool IsDropped(Rune rune) => rune.Value is 0 or 0xFFFD
        || (rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse);

    /// <summary>The blocks of CJK ideographs that BERT lists; kana and hangul are written with spaces or cut otherwise.</summary>
    private static bool IsChinese(int character) => character
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
