using System.Globalization;
using System.Text;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's full case mappings: ß becomes SS, a sigma at the end of a word ς, ǆ in a title ǅ.</summary>
internal static class Casing
{
    public static StringValue Upper(StringValue value, Rendering rendering) => Map(value, rendering, (_, rune) => Upper(rune));

    public static StringValue Lower(StringValue value, Rendering rendering) =>
        Map(value, rendering, (at, rune) => Lower(value.Text, at, rune));

    public static StringValue Capitalize(StringValue value, Rendering rendering) =>
        Map(value, rendering, (at, rune) => at == 0 ? Title(rune) : Lower(value.Text, at, rune));

    /// <summary>As <see cref="Capitalize"/>, but with the upper case of the first character where its title case differs.</summary>
    public static StringValue UpperFirst(StringValue value, Rendering rendering) =>
        Map(value, rendering, (at, rune) => at == 0 ? Upper(rune) : Lower(value.Text, at, rune));

    public static StringValue Swap(StringValue value, Rendering rendering) =>
        Map(value, rendering, (at, rune) => IsUpper(rune) ? Lower(value.Text, at, rune) : IsLower(rune) ? Upper(rune) : rune.ToString());

    /// <summary>Each run of cased characters starts with a capital.</summary>
    public static StringValue Title(StringValue value, Rendering rendering)
    {
        bool inWord = false;
        return Map(value, rendering, (at, rune) =>
        {
            bool first = !inWord;
            inWord = IsCased(rune);
            return first ? Title(rune) : Lower(value.Text, at, rune);
        });
    }

    /// <summary>For comparing without case; the sharp s becomes ss.</summary>
    public static StringValue Fold(StringValue value, Rendering rendering) => Map(value, rendering, (_, rune) => Fold(rune));

    /// <summary>Whether there is a cased character and none of them is upper or title case.</summary>
    public static bool IsLower(string text) =>
        text.EnumerateRunes().Any(IsCased) && text.EnumerateRunes().All(rune => !IsCased(rune) || IsLower(rune));

    public static bool IsUpper(string text) =>
        text.EnumerateRunes().Any(IsCased) && text.EnumerateRunes().All(rune => !IsCased(rune) || IsUpper(rune));

    /// <summary>Whether capitals stand at the heads of words and only there.</summary>
    public static bool IsTitle(string text)
    {
        bool any = false, inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            bool cased = IsCased(rune);
            if (cased && IsLower(rune) != inWord) return false;
            any |= cased;
            inWord = cased;
        }
        return any;
    }

    private static string Title(Rune rune)
    {
        if (rune.IsBmp && SpecialCasing.Title((char)rune.Value) is { } title) return title;
        return rune.Value is >= 0x10D0 and <= 0x10FF ? rune.ToString() : Upper(rune);       // Georgian has capitals, but not in titles
    }

    private static bool IsCased(Rune rune) =>
        IsUpper(rune) || IsLower(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    /// <summary>Lower-case letters, and what Unicode counts with them: ª, º, raised and lowered letters, small Roman numerals, ⓐ.</summary>
    private static bool IsLower(Rune rune) => Rune.IsLower(rune) || rune.Value is 0xAA or 0xBA or (>= 0x2B0 and <= 0x2B8) or 0x2C0 or 0x2C1
        or (>= 0x2E0 and <= 0x2E4) or 0x345 or 0x37A or (>= 0x1D2C and <= 0x1D6A) or 0x1D78 or (>= 0x1D9B and <= 0x1DBF) or 0x2071 or 0x207F
        or (>= 0x2090 and <= 0x209C) or (>= 0x2170 and <= 0x217F) or (>= 0x24D0 and <= 0x24E9) or 0x2C7C or 0x2C7D;

    private static bool IsUpper(Rune rune) => Rune.IsUpper(rune) || rune.Value is (>= 0x2160 and <= 0x216F) or (>= 0x24B6 and <= 0x24CF);

    private static string Upper(Rune rune)
    {
        if (rune.IsBmp && SpecialCasing.Upper((char)rune.Value) is { } upper) return upper;
        return rune.Value switch
        {
            'ı' => "I",
            'ſ' => "S",
            _ => Rune.ToUpperInvariant(rune).ToString(),
        };
    }

    private static string Fold(Rune rune) => rune.Value switch
    {
        'ς' => "σ",
        'ſ' => "s",
        'µ' => "\u03BC",
        _ when rune.IsBmp && SpecialCasing.Upper((char)rune.Value) is { Length: > 1 } upper =>
            string.Concat(upper.EnumerateRunes().Select(Rune.ToLowerInvariant)),
        _ => Lower(rune.ToString(), 0, rune),
    };

    private static string Lower(string text, int at, Rune rune) => rune.Value switch
    {
        'İ' => "i\u0307",
        'Σ' => IsFinal(text, at) ? "ς" : "σ",
        'ẞ' => "ß",
        '\u2126' => "ω",
        '\u212A' => "k",
        '\u212B' => "å",
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    /// <summary>A letter stands before the sigma and none after it, looking past marks and apostrophes.</summary>
    private static bool IsFinal(string text, int at)
    {
        int before = at - 1, after = at + 1;
        while (before >= 0 && IsIgnorable(text[before])) before--;
        while (after < text.Length && IsIgnorable(text[after])) after++;
        bool follows = after < text.Length && Rune.TryGetRuneAt(text, after, out var next) && IsCased(next);
        return !follows && before >= 0 && IsCased(RuneEndingAt(text, before));
    }

    private static bool IsIgnorable(char character) => character is '\'' or '.' or ':' or '^' or '`' or '\u00AD' or '\u00B7' or '\u2019'
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static Rune RuneEndingAt(string text, int at) =>
        at > 0 && Rune.TryGetRuneAt(text, at - 1, out var pair) && pair.Utf16SequenceLength == 2 ? pair
        : Rune.TryGetRuneAt(text, at, out var single) ? single : Rune.ReplacementChar;

    /// <summary>Maps every code point; where the places stay the same so do the origins.</summary>
    private static StringValue Map(StringValue value, Rendering rendering, Func<int, Rune, string> map)
    {
        var text = value.Text;
        rendering.Characters(text.Length, text.Length);
        var mapped = new StringBuilder(text.Length);
        bool inPlace = true;
        for (int at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                mapped.Append(text[at++]);
                continue;
            }
            var result = map(at, rune);
            inPlace &= result.Length == rune.Utf16SequenceLength;
            mapped.Append(result);
            at += rune.Utf16SequenceLength;
        }
        return new StringValue(mapped.ToString(), inPlace ? value.Origin : value.Origin.Whole, value.IsMarkup);
    }
}
