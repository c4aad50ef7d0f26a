using System.Text;

namespace Zhiyan.Knowledge.Checking;

/// <summary>Width and case made one; what is used where no table of traditional characters is given.</summary>
internal static class PlainFolding
{
    public static string Fold(string text) => Whole(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>Half a surrogate pair is no text, and normalizing refuses it. So it does what Unicode will never assign.</summary>
    private static string Whole(string text) => text.Any(c => char.IsSurrogate(c) || c is '\ufffe' or '\uffff' or (>= '\ufdd0' and <= '\ufdef'))
        ? string.Concat(text.EnumerateRunes().Select(rune => ((rune.Value & 0xfffe) == 0xfffe || rune.Value is >= 0xfdd0 and <= 0xfdef ? Rune.ReplacementChar : rune).ToString()))
        : text;
}
