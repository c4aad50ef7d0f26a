using System.Globalization;
using System.Text;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>How long a name, number or operator at some place is, and what the escapes of a string mean.</summary>
internal static class TokenText
{
    private static readonly string[] Operators =
        ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ","];

    public static int Operator(string source, int at)
    {
        foreach (var symbol in Operators)
            if (source.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) return symbol.Length;
        return 0;
    }

    public static int Name(string source, int at)
    {
        int end = at;
        while (end < source.Length && Rune.TryGetRuneAt(source, end, out var rune)
            && (end == at ? CharacterClasses.IsIdentifierStart(rune) : CharacterClasses.IsIdentifierPart(rune)))
            end += rune.Utf16SequenceLength;
        return end - at;
    }

    /// <summary>Decimal digits with an exponent, a fraction or both; 0 where there is neither.</summary>
    public static int Float(string source, int at)
    {
        int whole = Digits(source, at, 10);
        int fraction = Fraction(source, at + whole);
        int exponent = Exponent(source, at + whole + fraction);
        return fraction + exponent > 0 ? whole + fraction + exponent : 0;
    }

    public static int Integer(string source, int at)
    {
        if (source[at] == '0')
        {
            int radix = at + 1 < source.Length ? (source[at + 1] | 0x20) switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 0 } : 0;
            int start = at + 2 < source.Length && source[at + 2] == '_' ? at + 3 : at + 2;
            if (radix > 0 && Digits(source, start, radix) is > 0 and var digits) return start + digits - at;
            return Digits(source, at, 1);
        }
        return Digits(source, at, 10);
    }

    /// <summary>Python's escapes; null where one is broken. A backslash before any other character stays.</summary>
    public static string? Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\')) return text.ToString();
        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }
            if (++at == text.Length) return null;
            char escape = text[at];
            int octal = 0;
            while (octal < 3 && at + octal < text.Length && text[at + octal] is >= '0' and <= '7') octal++;
            int hex = escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (octal > 0)
            {
                plain.Append((char)Convert.ToInt32(text.Slice(at, octal).ToString(), 8));
                at += octal - 1;
            }
            else if (hex > 0)
            {
                if (at + hex >= text.Length || !TryCodePoint(text.Slice(at + 1, hex), plain)) return null;
                at += hex;
            }
            else if (Simple(escape) is { } character) plain.Append(character);
            else if (escape == 'N') return null;        // characters by their names are not known here
            else if (escape != '\n') plain.Append('\\').Append(escape);
        }
        return plain.ToString();
    }

    private static char? Simple(char escape) => escape switch
    {
        '\\' or '\'' or '"' => escape,
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'v' => '\v',
        _ => null,
    };

    private static bool TryCodePoint(ReadOnlySpan<char> digits, StringBuilder plain)
    {
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)) return false;
        if (value is < 0 or > 0x10FFFF) return false;
        if (value < 0x10000) plain.Append((char)value);
        else plain.Append(char.ConvertFromUtf32(value));
        return true;
    }

    private static int Fraction(string source, int at) =>
        at < source.Length && source[at] == '.' && Digits(source, at + 1, 10) is > 0 and var digits ? digits + 1 : 0;

    private static int Exponent(string source, int at)
    {
        if (at >= source.Length || source[at] is not ('e' or 'E')) return 0;
        int sign = at + 1 < source.Length && source[at + 1] is '+' or '-' ? 1 : 0;
        return Digits(source, at + 1 + sign, 10) is > 0 and var digits ? 1 + sign + digits : 0;
    }

    /// <summary>Digits below the radix, with single underscores between them.</summary>
    private static int Digits(string source, int at, int radix)
    {
        int end = at;
        while (end < source.Length && (IsDigit(source[end], radix) || (source[end] == '_' && end > at && source[end - 1] != '_'))) end++;
        return end > at && source[end - 1] == '_' ? end - at - 1 : end - at;
    }

    private static bool IsDigit(char character, int radix) =>
        char.IsAsciiHexDigit(character) && (char.IsAsciiDigit(character) ? character - '0' : (character | 0x20) - 'a' + 10) < radix;
}
