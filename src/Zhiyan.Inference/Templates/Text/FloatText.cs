using System.Globalization;
using System.Numerics;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>
/// Floats in decimal as Python writes them: the shortest text that reads back equal, or exact digits rounded half to even.
/// </summary>
internal static class FloatText
{
    /// <summary>Python's <c>repr</c>: plain from 1e-4 up to 1e16, else with an exponent of at least two digits.</summary>
    public static string Repr(double number)
    {
        if (!double.IsFinite(number)) return NotFinite(number);
        var (digits, exponent) = Shortest(number);
        string sign = double.IsNegative(number) ? "-" : "";
        if (exponent is < -4 or >= 16)
            return sign + digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + Exponent(exponent);
        if (exponent < 0) return sign + "0." + new string('0', -exponent - 1) + digits;
        return digits.Length > exponent + 1
            ? sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..]
            : sign + digits + new string('0', exponent + 1 - digits.Length) + ".0";
    }

    /// <summary>What <c>#</c> asks for: a point, even with no digit behind it.</summary>
    public static string WithPoint(string digits)
    {
        if (digits.Contains('.')) return digits;
        int end = digits.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits.Insert(end < 0 ? digits.Length : end, ".");
    }

    public static string NotFinite(double number) => double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";

    /// <summary>The form of <c>%f</c> without its sign: <paramref name="decimals"/> digits after the point.</summary>
    public static string Fixed(double number, int decimals)
    {
        var digits = Scaled(Math.Abs(number), decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : digits[..^decimals] + "." + digits[^decimals..];
    }

    /// <summary>The form of <c>%e</c> without its sign: one digit before the point and <paramref name="decimals"/> after it.</summary>
    public static string Scientific(double number, int decimals)
    {
        var (digits, exponent) = Significant(Math.Abs(number), decimals + 1);
        return digits[..1] + (decimals > 0 ? "." + digits[1..] : "") + Exponent(exponent);
    }

    /// <summary>
    /// The form of <c>%g</c> without its sign: at most <paramref name="precision"/> digits, plain or with an exponent, whichever is
    /// shorter.
    /// </summary>
    /// <param name="number">The number.</param>
    /// <param name="precision">The digits; 0 counts as 1.</param>
    /// <param name="keepZeros">Whether zeros at the end stay.</param>
    /// <param name="isFloat">Whether a plain form keeps a digit behind the point, so that it still reads as a float.</param>
    public static string General(double number, int precision, bool keepZeros, bool isFloat = false)
    {
        precision = Math.Max(precision, 1);
        int exponent = Significant(Math.Abs(number), precision).Exponent;
        if (exponent >= -4 && exponent < (isFloat ? precision - 1 : precision))
        {
            var plain = Trim(Fixed(number, precision - 1 - exponent), keepZeros);
            return isFloat && !plain.Contains('.') ? plain + ".0" : plain;
        }
        var text = Scientific(number, precision - 1);
        int e = text.IndexOf('e');
        return Trim(text[..e], keepZeros) + text[e..];
    }

    /// <summary>
    /// The double nearest to <paramref name="number"/> with that many decimals; negative counts round to tens, hundreds, …
    /// </summary>
    public static double Round(double number, int decimals)
    {
        if (!double.IsFinite(number) || number == 0 || decimals > 330) return number;
        if (decimals < -310) return 0 * number;
        var scaled = Scaled(Math.Abs(number), decimals);
        double rounded = double.Parse($"{scaled}E{-decimals}", CultureInfo.InvariantCulture);
        return double.IsNegative(number) ? -rounded : rounded;
    }

    private static string Trim(string text, bool keepZeros) => keepZeros || !text.Contains('.') ? text : text.TrimEnd('0').TrimEnd('.');

    private static string Exponent(int exponent) => $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";

    /// <summary>The shortest digits that read back as the number, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Shortest(double number)
    {
        if (number == 0) return ("0", 0);
        var text = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);     // 123.45, 0.00012, 1E+16 or 1.5E-07
        int e = text.IndexOf('E');
        int exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent + (point < 0 ? mantissa.Length : point) - 1 - zeros);
    }

    private static (string Digits, int Exponent) Significant(double number, int count)
    {
        if (number == 0) return (new string('0', count), 0);
        int exponent = Shortest(number).Exponent;
        var digits = Scaled(number, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        return digits.Length > count ? (digits[..count], exponent + 1) : (digits, exponent);
    }

    /// <summary>number · 10^decimals as the nearest integer, ties to even, computed exactly.</summary>
    private static BigInteger Scaled(double number, int decimals)
    {
        long bits = BitConverter.DoubleToInt64Bits(number);
        int power = (int)(bits >> 52 & 0x7FF);
        BigInteger value = bits & 0xFFFFFFFFFFFFF | (power > 0 ? 1L << 52 : 0);
        power = Math.Max(power, 1) - 1075;
        BigInteger divisor = BigInteger.One;
        if (decimals >= 0) value *= BigInteger.Pow(10, decimals);
        else divisor = BigInteger.Pow(10, -decimals);
        if (power >= 0) value <<= power;
        else divisor <<= -power;
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        int order = (remainder * 2).CompareTo(divisor);
        return order > 0 || (order == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
