using System.Numerics;
using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A binary64 number.</summary>
internal sealed class FloatValue(double number) : Value
{
    public double Number => number;

    public override string TypeName => "float";

    public override bool IsTrue => number != 0;

    public override void WriteRepr(TextBuilder builder) => builder.Append(FloatText.Repr(number));

    public override Value? Attribute(string name) => NumberMethods.Find(this, name);

    public override bool Equals(object? other) => other is Value value && Numbers.AreEqual(this, value);

    /// <summary>Equal numbers hash alike across types, so that 1.0 finds the key 1.</summary>
    public override int GetHashCode() => double.IsInteger(number) ? new BigInteger(number).GetHashCode() : number.GetHashCode();
}
