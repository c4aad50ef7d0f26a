using System.Numerics;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Filters of numbers, and those that make numbers of text.</summary>
internal static class NumberFilters
{
    public static readonly Function[] All =
    [
        new("abs", Abs),
        new("round", Round, "precision", "method"),
        new("int", Int, "default", "base"),
        new("float", Float, "default"),
        new("filesizeformat", FileSize, "binary"),
    ];

    private static Value Abs(Call call)
    {
        if (call.Subject is FloatValue real) return new FloatValue(Math.Abs(real.Number));
        return Numbers.TryInteger(call.Subject, out var number) ? IntegerValue.Of(BigInteger.Abs(number))
            : throw TemplateException.Type($"bad operand type for abs(): '{call.Subject.TypeName}'");
    }

    /// <summary>Half to even on the exact value, or up or down by <c>method</c>.</summary>
    private static Value Round(Call call)
    {
        var method = (call[1] as StringValue)?.Text ?? (call[1] is null ? "common" : "");
        if (method is not ("common" or "ceil" or "floor")) throw TemplateException.Raised("method must be common, ceil or floor");
        if (call.Subject is UndefinedValue undefined) throw undefined.Error();
        int precision = call.Integer(0);
        if (Numbers.TryInteger(call.Subject, out var integer) && method == "common") return IntegerValue.Of(Round(integer, precision));
        if (!Numbers.TryFloat(call.Subject, out double number))
            throw TemplateException.Type($"type {call.Subject.TypeName} doesn't define __round__ method");
        if (method == "common") return new FloatValue(FloatText.Round(number, precision));
        double unit = Math.Pow(10, precision);
        return new FloatValue((method == "ceil" ? Math.Ceiling(number * unit) : Math.Floor(number * unit)) / unit);
    }

    private static BigInteger Round(BigInteger number, int precision)
    {
        if (precision >= 0) return number;
        if (-precision > BigInteger.Abs(number).GetBitLength() + 1) return 0;
        var unit = BigInteger.Pow(10, -precision);
        var quotient = BigInteger.DivRem(BigInteger.Abs(number), unit, out var rest);
        int order = (rest * 2).CompareTo(unit);
        if (order > 0 || (order == 0 && !quotient.IsEven)) quotient += 1;
        return quotient * unit * number.Sign;
    }

    private static Value Int(Call call)
    {
        var fallback = call[0] ?? IntegerValue.Of(0);
        switch (call.Subject)
        {
            case UndefinedValue undefined: throw undefined.Error();
            case StringValue text:
                if (NumberText.Integer(text.Text, call.Integer(1, 10)) is { } parsed) return IntegerValue.Of(parsed);
                return NumberText.Float(text.Text) is { } real && double.IsFinite(real) ? Truncated(real) : fallback;
            case FloatValue { Number: var number } when double.IsInfinity(number):
                throw TemplateException.Type("cannot convert float infinity to integer");
            case FloatValue { Number: var number }: return double.IsNaN(number) ? fallback : Truncated(number);
            default: return Numbers.TryInteger(call.Subject, out var integer) ? IntegerValue.Of(integer) : fallback;
        }

        static IntegerValue Truncated(double number) => IntegerValue.Of(new BigInteger(Math.Truncate(number)));
    }

    private static Value Float(Call call) => call.Subject switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        StringValue text when NumberText.Float(text.Text) is { } number => new FloatValue(number),
        _ when Numbers.TryFloat(call.Subject, out double number) => new FloatValue(number),
        _ => call[0] ?? new FloatValue(0),
    };

    private static StringValue FileSize(Call call)
    {
        double bytes = call.Subject switch
        {
            UndefinedValue undefined => throw undefined.Error(),
            StringValue text when NumberText.Float(text.Text) is { } number => number,
            var value when Numbers.TryFloat(value, out double number) => number,
            var value => throw TemplateException.Type($"filesizeformat needs a number, not '{value.TypeName}'"),
        };
        bool binary = call.Flag(0);
        int step = binary ? 1024 : 1000;
        if (bytes == 1) return new StringValue("1 Byte");
        if (bytes < step) return new StringValue($"{new BigInteger(bytes)} Bytes");
        string[] units = binary
            ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
            : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        int index = 0;
        double unit = step;
        while (index < units.Length - 1 && bytes >= unit * step)
        {
            unit *= step;
            index++;
        }
        return new StringValue($"{FloatText.Fixed(step * bytes / (unit * step), 1)} {units[index]}");
    }
}
