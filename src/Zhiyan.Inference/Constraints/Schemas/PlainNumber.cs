using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>The exact value of a JSON number: <paramref name="Digits"/> / 10^<paramref name="Scale"/>, the scale as small as it can be and not below 0.</summary>
internal readonly record struct PlainNumber(BigInteger Digits, int Scale)
{
    /// <summary>An exponent beyond this asks for as many digits in a grammar.</summary>
    private const int MostDigits = 1000;

    public bool IsWhole => Scale == 0;

    /// <summary>The absolute value's digits before the point, without leading zeros, and after it, without trailing ones.</summary>
    public (string Whole, string Fraction) Parts
    {
        get
        {
            var digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
            return (digits[..^Scale], digits[^Scale..]);
        }
    }

    /// <summary>The shortest text without an exponent.</summary>
    public override string ToString() => (Digits.Sign < 0 ? "-" : "") + Parts.Whole + (Scale == 0 ? "" : "." + Parts.Fraction);

    public static PlainNumber Parse(JsonValue number)
    {
        var text = number.ToJsonString();
        var mantissaEnd = text.IndexOfAny(['e', 'E']) is var e and >= 0 ? e : text.Length;
        var mantissa = text[..mantissaEnd];
        var point = mantissa.IndexOf('.');
        var exponent = mantissaEnd == text.Length ? 0 : BigInteger.Parse(text[(mantissaEnd + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = BigInteger.Parse(mantissa.Replace(".", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (digits.IsZero) return new PlainNumber(0, 0);
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        if (BigInteger.Abs(scale) > MostDigits || text.Length > MostDigits)
            throw new ConstraintException($"the number {text} has more than {MostDigits:N0} digits");
        for (; scale < 0; scale++) digits *= 10;
        for (; scale > 0 && digits % 10 == 0; scale--) digits /= 10;
        return new PlainNumber(digits, (int)scale);
    }
}
