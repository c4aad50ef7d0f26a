using System.Numerics;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The functions every template can call.</summary>
internal static class Globals
{
    public static readonly IReadOnlyList<KeyValuePair<string, Value>> All =
    [
        .. new Function[]
        {
            new("range", Range, 1, "start", "stop", "step"),
            Function.Free("dict", Dict),
            Function.Free("namespace", call => new NamespaceValue(Dict(call))),
            Function.Free("cycler", call => new CyclerValue(call.Arguments.Positional)),
            new("joiner", call => new JoinerValue(call[0] ?? new StringValue(", ")), "sep"),
            new("raise_exception", call => throw TemplateException.Raised(call[0]!.ToText(call.Rendering).Text), 1, "message"),
            new("strftime_now", Now, 1, "format"),
        }.Select(function => KeyValuePair.Create<string, Value>(function.Name, new FunctionValue(function, NoneValue.Instance))),
    ];

    private static StringValue Now(Call call) => new(DateText.Format(call.Rendering.Clock.GetLocalNow(), call.Text(0).Text));

    private static RangeValue Range(Call call)
    {
        var (first, step) = (Number(0), call[2] is null ? BigInteger.One : Number(2));
        return call[1] is null ? new RangeValue(0, first, step) : new RangeValue(first, Number(1), step);

        BigInteger Number(int index) => call[index] switch
        {
            UndefinedValue undefined => throw undefined.Error(),
            var value when Numbers.TryInteger(value, out var number) => number,
            var value => throw TemplateException.Type($"'{value!.TypeName}' object cannot be interpreted as an integer"),
        };
    }

    /// <summary>Of a mapping or of pairs, and of named arguments.</summary>
    private static DictValue Dict(Call call)
    {
        var (positional, named) = call.Arguments;
        if (positional.Count > 1) throw TemplateException.Type($"{call.Name} expected at most 1 argument, got {positional.Count}");
        IEnumerable<KeyValuePair<Value, Value>> entries = positional switch
        {
            [] => [],
            [UndefinedValue undefined] => throw undefined.Error(),
            [DictValue dict] => dict.Entries,
            [var pairs] => call.Rendering.Each(pairs).Select(pair => call.Rendering.Collect(pair) is [var key, var value]
                ? KeyValuePair.Create(key, value) : throw TemplateException.Type("a dict is made of pairs of a key and a value")),
            _ => [],
        };
        call.Rendering.Step(positional is [DictValue { Length: { } length }] ? length : 0);
        return DictValue.Of([.. entries, .. Arguments.AsEntries(named)]);
    }
}
