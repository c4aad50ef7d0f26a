using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Filters that apply another filter or a test to every item, one by one as they are asked for.</summary>
internal static class SelectionFilters
{
    public static readonly Function[] All =
    [
        Function.Free("map", call => new IteratorValue(Map(call))),
        Function.Free("select", call => new IteratorValue(Select(call, wanted: true, byAttribute: false))),
        Function.Free("reject", call => new IteratorValue(Select(call, wanted: false, byAttribute: false))),
        Function.Free("selectattr", call => new IteratorValue(Select(call, wanted: true, byAttribute: true))),
        Function.Free("rejectattr", call => new IteratorValue(Select(call, wanted: false, byAttribute: true))),
    ];

    private static IEnumerable<Value> Map(Call call)
    {
        if (!call.Subject.IsTrue) yield break;
        var apply = Mapping(call);
        foreach (var item in call.Rendering.Each(call.Subject)) yield return apply(item);
    }

    private static Func<Value, Value> Mapping(Call call)
    {
        var (positional, named) = call.Arguments;
        if (positional.Count == 0 && named.Any(entry => entry.Key == "attribute"))
        {
            if (named.FirstOrDefault(entry => entry.Key is not ("attribute" or "default")).Key is { } unknown)
                throw TemplateException.Raised($"Unexpected keyword argument '{unknown}'");
            var fallback = Named("default");
            return Attributes.Reader(Named("attribute"), fallback is NoneValue ? null : fallback);
        }
        if (positional.Count == 0) throw TemplateException.Raised("map requires a filter argument");
        var filter = Find(positional[0], Filters.Find, "filter");
        var rest = new Arguments([.. positional.Skip(1)], named);
        return item => filter.Invoke(call.Rendering, item, rest);

        Value? Named(string name) => named.FirstOrDefault(entry => entry.Key == name).Value;
    }

    private static IEnumerable<Value> Select(Call call, bool wanted, bool byAttribute)
    {
        if (!call.Subject.IsTrue) yield break;
        var (positional, named) = call.Arguments;
        if (byAttribute && positional.Count == 0) throw TemplateException.Raised("Missing parameter for attribute name");
        var read = Attributes.Reader(byAttribute ? positional[0] : null);
        int at = byAttribute ? 1 : 0;
        var test = positional.Count > at ? Find(positional[at], Tests.Find, "test") : null;
        var rest = new Arguments([.. positional.Skip(at + 1)], named);
        foreach (var item in call.Rendering.Each(call.Subject))
        {
            var value = read(item);
            if ((test is null ? value : test.Invoke(call.Rendering, value, rest)).IsTrue == wanted) yield return item;
        }
    }

    private static Function Find(Value name, Func<string, Function?> find, string kind) =>
        (name is StringValue text ? find(text.Text) : null) ?? throw TemplateException.Raised($"No {kind} named {Repr.Short(name)}.");
}
