using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>What booleans, integers and floats have in common.</summary>
internal static class Numbers
{
    public static bool IsNumber(Value value) => value is IntegerValue or FloatValue or BooleanValue;

    public static bool TryInteger([NotNullWhen(true)] Value? value, out BigInteger number)
    {
        number = value switch { IntegerValue integer => integer.Number, BooleanValue { IsTrue: true } => 1, _ => 0 };
        return value is IntegerValue or BooleanValue;
    }

    public static bool TryFloat(Value value, out double number)
    {
        number = 0;
        if (value is FloatValue real) number = real.Number;
        else if (TryInteger(value, out var integer)) number = ToDouble(integer);
        else return false;
        return true;
    }

    /// <summary>The nearest double, ties to even; a type error where there is none.</summary>
    public static double ToDouble(BigInteger number) => Divide(number, 1);

    /// <summary>The double nearest to the exact quotient, ties to even.</summary>
    public static double Divide(BigInteger dividend, BigInteger divisor)
    {
        if (divisor.IsZero) throw TemplateException.Type("division by zero");
        if (dividend.IsZero) return divisor.Sign < 0 ? -0.0 : 0;
        bool negative = dividend.Sign != divisor.Sign;
        dividend = BigInteger.Abs(dividend);
        divisor = BigInteger.Abs(divisor);
        // Scale the quotient to 64 to 66 bits; the last one is set if anything below it was lost, so that the one rounding to 53 bits sees it.
        long shift = 65 - (dividend.GetBitLength() - divisor.GetBitLength());
        var scaled = shift >= 0 ? dividend << (int)shift : dividend;
        var quotient = BigInteger.DivRem(scaled, shift >= 0 ? divisor : divisor << (int)-shift, out var remainder);
        if (!remainder.IsZero) quotient |= BigInteger.One;
        double result = Scale(quotient, -shift);
        if (double.IsInfinity(result)) throw TemplateException.Type("int too large to convert to float");
        return negative ? -result : result;
    }

    /// <summary>value · 2^exponent, rounded once, also below the normal numbers.</summary>
    private static double Scale(BigInteger value, long exponent)
    {
        long drop = Math.Max(value.GetBitLength() - 53, -1074 - exponent);
        if (drop > 0)
        {
            if (drop > value.GetBitLength() + 1) return 0;
            var half = BigInteger.One << (int)(drop - 1);
            var rest = value & ((half << 1) - 1);
            value >>= (int)drop;
            if (rest > half || (rest == half && !value.IsEven)) value += 1;
            exponent += drop;
        }
        return exponent > 1100 ? double.PositiveInfinity : Math.ScaleB((double)(ulong)value, (int)exponent);
    }

    public static bool AreEqual(Value left, Value right) => Compare(left, right) == 0;

    /// <summary>The order of two numbers, exact across types; null where a value is no number or not a number.</summary>
    public static int? Compare(Value left, Value right)
    {
        if (TryInteger(left, out var a))
            return TryInteger(right, out var b) ? a.CompareTo(b) : right is FloatValue real ? Compare(a, real.Number) : null;
        if (left is not FloatValue { Number: var x }) return null;
        if (TryInteger(right, out var c)) return -Compare(c, x);
        return right is FloatValue { Number: var y } && !double.IsNaN(x) && !double.IsNaN(y) ? x.CompareTo(y) : null;
    }

    private static int? Compare(BigInteger integer, double real)
    {
        if (double.IsNaN(real)) return null;
        if (double.IsInfinity(real)) return real > 0 ? -1 : 1;
        double floor = Math.Floor(real);
        int order = integer.CompareTo(new BigInteger(floor));
        return order != 0 ? order : floor < real ? -1 : 0;
    }
}
