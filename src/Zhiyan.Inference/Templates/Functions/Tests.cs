using System.Collections.Frozen;
using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Every test by name: what may stand after <c>is</c>.</summary>
internal static class Tests
{
    private static readonly FrozenDictionary<string, Function> All = new[]
    {
        Of("defined", value => value is not UndefinedValue),
        Of("undefined", value => value is UndefinedValue),
        Of("none", value => value is NoneValue),
        Of("boolean", value => value is BooleanValue),
        Of("true", value => value is BooleanValue { IsTrue: true }),
        Of("false", value => value is BooleanValue { IsTrue: false }),
        Of("integer", value => value is IntegerValue),
        Of("float", value => value is FloatValue),
        Of("number", Numbers.IsNumber),
        Of("string", value => value is StringValue),
        Of("mapping", value => value is DictValue),
        Of("sequence", value => value is StringValue or SequenceValue or DictValue or RangeValue or UndefinedValue),
        Of("iterable", value => value.IsIterable),
        Of("callable", value => value.IsCallable),
        Of("escaped", value => value is StringValue { IsMarkup: true }),
        Of("filter", value => value is StringValue name && Filters.Find(name.Text) is not null),
        Of("test", value => value is StringValue name && Find(name.Text) is not null),
        new("lower", call => BooleanValue.Of(Casing.IsLower(call.SubjectText.Text))),
        new("upper", call => BooleanValue.Of(Casing.IsUpper(call.SubjectText.Text))),
        new("odd", call => Leaves(1, IntegerValue.Of(2), call)),
        new("even", call => Leaves(0, IntegerValue.Of(2), call)),
        new("divisibleby", call => Leaves(0, call[0]!, call), 1, "num"),
        new("sameas", call => BooleanValue.Of(IsSame(call.Subject, call[0]!)), 1, "other"),
        new("in", call => BooleanValue.Of(call[0]!.Contains(call.Subject, call.Rendering)), 1, "seq"),
        Equality("==", equal: true), Equality("eq", equal: true), Equality("equalto", equal: true),
        Equality("!=", equal: false), Equality("ne", equal: false),
        Order("<", "<"), Order("lt", "<"), Order("lessthan", "<"),
        Order("<=", "<="), Order("le", "<="),
        Order(">", ">"), Order("gt", ">"), Order("greaterthan", ">"),
        Order(">=", ">="), Order("ge", ">="),
    }.ToFrozenDictionary(test => test.Name);

    public static Function? Find(string name) => All.GetValueOrDefault(name);

    private static Function Of(string name, Func<Value, bool> test) => new(name, call => BooleanValue.Of(test(call.Subject)));

    private static Function Equality(string name, bool equal) =>
        new(name, call => BooleanValue.Of(call.Subject.Equals(call[0]) == equal), 1, "other");

    private static Function Order(string name, string symbol) =>
        new(name, call => BooleanValue.Of(Ordering.Holds(symbol, call.Subject, call[0]!)), 1, "other");

    /// <summary>Whether the division of the subject leaves that rest.</summary>
    private static BooleanValue Leaves(int rest, Value divisor, Call call) =>
        BooleanValue.Of(Arithmetic.Apply("%", call.Subject, divisor, call.Rendering).Equals(IntegerValue.Of(rest)));

    /// <summary>Identity, which equal constants share in Python for strings and small integers.</summary>
    private static bool IsSame(Value left, Value right) => ReferenceEquals(left, right)
        || (left is StringValue or IntegerValue && left.GetType() == right.GetType() && left.Equals(right));
}
