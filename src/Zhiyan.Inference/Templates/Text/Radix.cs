using System.Numerics;
using System.Text;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Integers in the bases that are powers of two, and as characters.</summary>
internal static class Radix
{
    /// <summary>The digits of a number that is not negative, in base 2^<paramref name="bits"/>.</summary>
    public static string Digits(BigInteger number, int bits)
    {
        if (number.IsZero) return "0";
        var digits = new char[(number.GetBitLength() + bits - 1) / bits];
        for (int i = digits.Length - 1; i >= 0; i--, number >>= bits) digits[i] = "0123456789abcdef"[(int)(number & ((1 << bits) - 1))];
        return new string(digits);
    }

    public static string Character(BigInteger number) =>
        number >= 0 && number <= 0x10FFFF && Rune.IsValid((int)number) ? new Rune((int)number).ToString()
        : throw TemplateException.Type("%c arg not in range(0x110000)");

    /// <summary>The value of digits in a base of 2 to 36, which may be separated by single underscores; null where they are none.</summary>
    public static BigInteger? Parse(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.Length == 0 || digits[0] == '_' || digits[^1] == '_') return null;
        var number = BigInteger.Zero;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '_' && digits[i - 1] != '_') continue;
            int digit = char.IsAsciiDigit(digits[i]) ? digits[i] - '0' : char.IsAsciiLetter(digits[i]) ? (digits[i] | 0x20) - 'a' + 10 : -1;
            if (digit < 0 || digit >= radix) return null;
            number = number * radix + digit;
        }
        return number;
    }
}
