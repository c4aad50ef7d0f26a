using System.Numerics;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Operators;

/// <summary>Python's binary operators and signs.</summary>
internal static class Arithmetic
{
    private const long MaxBits = 1 << 16;

    public static Value Apply(string symbol, Value left, Value right, Rendering rendering)
    {
        if (symbol == "%" && left is StringValue template) return PercentFormat.Apply(template, right, rendering);
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined) throw undefined.Error();
        if (Numbers.TryInteger(left, out var a) && Numbers.TryInteger(right, out var b)) return Integers(symbol, a, b);
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right) && Numbers.TryFloat(left, out double x) && Numbers.TryFloat(right, out double y))
            return new FloatValue(Floats(symbol, x, y));
        return symbol switch
        {
            "+" => Add(left, right, rendering),
            "*" => Repeated(left, right, rendering) ?? Repeated(right, left, rendering) ?? throw Unsupported(symbol, left, right),
            _ => throw Unsupported(symbol, left, right),
        };
    }

    public static Value Negate(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        FloatValue real => new FloatValue(-real.Number),
        _ when Numbers.TryInteger(value, out var number) => IntegerValue.Of(-number),
        _ => throw TemplateException.Type($"bad operand type for unary -: '{value.TypeName}'"),
    };

    public static Value Plus(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        FloatValue => value,
        _ when Numbers.TryInteger(value, out var number) => IntegerValue.Of(number),
        _ => throw TemplateException.Type($"bad operand type for unary +: '{value.TypeName}'"),
    };

    private static Value Integers(string symbol, BigInteger a, BigInteger b)
    {
        switch (symbol)
        {
            case "+": return Bounded(a + b);
            case "-": return Bounded(a - b);
            case "*":
                if (a.GetBitLength() + b.GetBitLength() > 2 * MaxBits) throw TooLarge();
                return Bounded(a * b);
            case "/": return new FloatValue(Numbers.Divide(a, b));
            case "//": return IntegerValue.Of(FloorDivide(a, b));
            case "%": return IntegerValue.Of(a - b * FloorDivide(a, b));
            default: return Power(a, b);
        }
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        if (b.IsZero) throw TemplateException.Type("integer division or modulo by zero");
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return !remainder.IsZero && remainder.Sign != b.Sign ? quotient - 1 : quotient;
    }

    private static Value Power(BigInteger a, BigInteger b)
    {
        if (b.Sign < 0) return new FloatValue(Floats("**", Numbers.ToDouble(a), Numbers.ToDouble(b)));
        if (BigInteger.Abs(a) <= 1) return IntegerValue.Of(a.IsOne || b.IsZero || (a.Sign < 0 && b.IsEven) ? 1 : a);
        if (b > MaxBits || (long)b * (a.GetBitLength() - 1) > MaxBits) throw TooLarge();
        return Bounded(BigInteger.Pow(a, (int)b));
    }

    private static double Floats(string symbol, double x, double y)
    {
        if (y == 0 && symbol is "/" or "//" or "%") throw TemplateException.Type("float division by zero");
        switch (symbol)
        {
            case "+": return x + y;
            case "-": return x - y;
            case "*": return x * y;
            case "/": return x / y;
            case "//": return FloorDivide(x, y);
            case "%": return Modulo(x, y);
        }
        if (x == 0 && y < 0) throw TemplateException.Type("0.0 cannot be raised to a negative power");
        if (x < 0 && double.IsFinite(x) && double.IsFinite(y) && !double.IsInteger(y))
            throw TemplateException.Type("complex numbers are not supported");
        double power = Math.Pow(x, y);
        if (double.IsInfinity(power) && double.IsFinite(x) && double.IsFinite(y))
            throw TemplateException.Type("numerical result out of range");
        return power;
    }

    /// <summary>The remainder takes the sign of the divisor.</summary>
    private static double Modulo(double x, double y)
    {
        double rest = x % y;
        if (rest == 0) return Math.CopySign(0, y);
        return rest < 0 != y < 0 ? rest + y : rest;
    }

    private static double FloorDivide(double x, double y)
    {
        double rest = x % y, quotient = (x - rest) / y;
        if (rest != 0 && rest < 0 != y < 0) quotient -= 1;
        if (quotient == 0) return Math.CopySign(0, x / y);
        double floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static Value Add(Value left, Value right, Rendering rendering)
    {
        if (left is StringValue a)
        {
            if (right is not StringValue b) throw TemplateException.Type($"can only concatenate str (not \"{right.TypeName}\") to str");
            bool markup = a.IsMarkup || b.IsMarkup;
            return markup
                ? Editing.Concat(Editing.EscapeHtml(a, rendering), Editing.EscapeHtml(b, rendering), rendering).AsMarkup(true)
                : Editing.Concat(a, b, rendering);
        }
        if (left is not SequenceValue x) throw Unsupported("+", left, right);
        if (right is not SequenceValue y || y.TypeName != x.TypeName)
            throw TemplateException.Type($"can only concatenate {left.TypeName} (not \"{right.TypeName}\") to {left.TypeName}");
        rendering.Step(x.Items.Count + y.Items.Count);
        return x.With([.. x.Items, .. y.Items]);
    }

    private static Value? Repeated(Value value, Value count, Rendering rendering)
    {
        if (!Numbers.TryInteger(count, out var number)) return null;
        long times = (long)BigInteger.Clamp(number, 0, int.MaxValue);
        if (value is StringValue text) return Editing.Repeat(text, times, rendering);
        if (value is not SequenceValue sequence) return null;
        rendering.Step(sequence.Items.Count * times);
        var items = new List<Value>();
        for (long i = 0; i < times && sequence.Items.Count > 0; i++) items.AddRange(sequence.Items);
        return sequence.With(items);
    }

    private static IntegerValue Bounded(BigInteger number) => number.GetBitLength() <= MaxBits ? IntegerValue.Of(number) : throw TooLarge();

    private static TemplateException TooLarge() => TemplateException.Limit($"an integer grows past {MaxBits:N0} bits.");

    private static TemplateException Unsupported(string symbol, Value left, Value right) =>
        TemplateException.Type($"unsupported operand type(s) for {symbol}: '{left.TypeName}' and '{right.TypeName}'");
}
