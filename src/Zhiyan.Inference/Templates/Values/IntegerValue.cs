using System.Globalization;
using System.Numerics;
using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>An integer without bounds, but for the size at which arithmetic stops being cheap.</summary>
internal sealed class IntegerValue : Value
{
    private const int MaxDigits = 4300;         // Python's own bound on turning integers into text
    private static readonly IntegerValue[] Small = [.. Enumerable.Range(-16, 1040).Select(value => new IntegerValue(value))];

    private IntegerValue(BigInteger number) => Number = number;

    public BigInteger Number { get; }

    public override string TypeName => "int";

    public override bool IsTrue => !Number.IsZero;

    public static IntegerValue Of(BigInteger number) => number >= -16 && number < 1024 ? Small[(int)number + 16] : new IntegerValue(number);

    public override void WriteRepr(TextBuilder builder) => builder.Append(Digits(Number));

    public override Value? Attribute(string name) => NumberMethods.Find(this, name);

    public override bool Equals(object? other) =>
        other is IntegerValue integer ? Number == integer.Number : other is Value value && Numbers.AreEqual(this, value);

    public override int GetHashCode() => Number.GetHashCode();

    public static string Digits(BigInteger number)
    {
        if (BigInteger.Abs(number).GetBitLength() > MaxDigits * 10 / 3 + 1)
            throw TemplateException.Type($"exceeds the limit ({MaxDigits} digits) for integer string conversion");
        return number.ToString(CultureInfo.InvariantCulture);
    }
}
