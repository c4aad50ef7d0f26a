using System.Numerics;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>True or False; in arithmetic and comparison the integers 1 and 0.</summary>
internal sealed class BooleanValue : Value
{
    public static readonly BooleanValue True = new(true), False = new(false);

    private BooleanValue(bool isTrue) => IsTrue = isTrue;

    public override bool IsTrue { get; }

    public override string TypeName => "bool";

    public static BooleanValue Of(bool value) => value ? True : False;

    public override void WriteRepr(TextBuilder builder) => builder.Append(IsTrue ? "True" : "False");

    public override Value? Attribute(string name) => IntegerValue.Of(IsTrue ? 1 : 0).Attribute(name);

    public override bool Equals(object? other) =>
        ReferenceEquals(this, other) || (other is not BooleanValue and Value value && Numbers.AreEqual(this, value));

    public override int GetHashCode() => (IsTrue ? BigInteger.One : BigInteger.Zero).GetHashCode();
}
