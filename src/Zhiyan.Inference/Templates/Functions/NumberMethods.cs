using System.Numerics;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The attributes of integers and floats.</summary>
internal static class NumberMethods
{
    private static readonly Methods Integers = new(
        [
            new("bit_length", call => IntegerValue.Of(BigInteger.Abs(((IntegerValue)call.Subject).Number).GetBitLength())),
            new("conjugate", call => call.Subject),
        ],
        [],
        ["as_integer_ratio", "bit_count", "from_bytes", "to_bytes"]);

    private static readonly Methods Floats = new(
        [
            new("is_integer", call => BooleanValue.Of(double.IsInteger(((FloatValue)call.Subject).Number))),
            new("conjugate", call => call.Subject),
        ],
        [],
        ["as_integer_ratio", "fromhex", "hex"]);

    public static Value? Find(Value number, string name) => name switch
    {
        "real" => number,
        "imag" => number is FloatValue ? new FloatValue(0) : IntegerValue.Of(0),
        "numerator" when number is IntegerValue => number,
        "denominator" when number is IntegerValue => IntegerValue.Of(1),
        _ => (number is FloatValue ? Floats : Integers).Find(number, name),
    };
}
