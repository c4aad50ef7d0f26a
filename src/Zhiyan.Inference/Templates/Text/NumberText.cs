using System.Globalization;
using System.Numerics;
using System.Text;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>
/// Reads numbers as Python's <c>int()</c> and <c>float()</c> do: white space around them, single underscores inside, digits of any script.
/// </summary>
internal static class NumberText
{
    private const int MaxDigits = 4300;

    public static BigInteger? Integer(string text, int radix)
    {
        var trimmed = Trim(text);
        bool negative = trimmed.StartsWith('-');
        if (negative || trimmed.StartsWith('+')) trimmed = trimmed[1..];
        int prefix = trimmed is ['0', var letter, ..] ? (letter | 0x20) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 } : 0;
        if (prefix > 0 && (radix == prefix || radix == 0))
        {
            radix = prefix;
            trimmed = trimmed[2..].StartsWith('_') ? trimmed[3..] : trimmed[2..];
        }
        else if (radix == 0)
        {
            if (trimmed.Length > 1 && trimmed[0] == '0' && trimmed.AsSpan().ContainsAnyExcept('0', '_')) return null;
            radix = 10;
        }
        if (radix is < 2 or > 36 || trimmed.Length > MaxDigits) return null;
        return Radix.Parse(trimmed, radix) is { } number ? negative ? -number : number : null;
    }

    public static double? Float(string text)
    {
        var trimmed = Trim(text);
        var plain = trimmed.TrimStart('+', '-').ToLowerInvariant();
        if (trimmed.Length - plain.Length > 1) return null;
        bool negative = trimmed.StartsWith('-');
        if (plain is "inf" or "infinity") return negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (plain == "nan") return double.NaN;
        if (WithoutUnderscores(plain) is not { } digits || digits.AsSpan().ContainsAnyExcept("0123456789.e+-")) return null;
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(digits, style, CultureInfo.InvariantCulture, out double number)) return null;
        return negative ? -number : number;
    }

    /// <summary>Null where an underscore does not stand between two digits.</summary>
    private static string? WithoutUnderscores(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && (i == 0 || i + 1 == text.Length || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])))
                return null;
        }
        return text.Replace("_", "");
    }

    /// <summary>Without the white space around it, decimal digits of every script made ASCII.</summary>
    private static string Trim(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && CharacterClasses.IsSpace(text[start])) start++;
        while (end > start && CharacterClasses.IsSpace(text[end - 1])) end--;
        var part = text.AsSpan(start, end - start);
        if (Ascii.IsValid(part)) return part.ToString();
        var digits = new StringBuilder(part.Length);
        foreach (var rune in part.EnumerateRunes())
        {
            if (CharacterClasses.IsDecimal(rune)) digits.Append((int)Rune.GetNumericValue(rune));
            else digits.Append(rune);
        }
        return digits.ToString();
    }
}
