using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Filters of sequences.</summary>
internal static class SequenceFilters
{
    public static readonly Function[] All =
    [
        new("first", call => First(call.Rendering.Each(call.Subject), "first")),
        new("last", call => First(Reversed(call), "last")),
        new("length", Length),
        new("count", Length),
        new("list", call => new ListValue(call.Rendering.Collect(call.Subject))),
        new("join", Join, "d", "attribute"),
        new("reverse", Reverse),
        new("sort", Sort, "reverse", "case_sensitive", "attribute"),
        new("unique", call => new IteratorValue(Unique(call)), "case_sensitive", "attribute"),
        new("sum", Sum, "attribute", "start"),
        new("min", call => Extreme(call, "<"), "case_sensitive", "attribute"),
        new("max", call => Extreme(call, ">"), "case_sensitive", "attribute"),
        new("batch", call => new IteratorValue(Batch(call)), 1, "linecount", "fill_with"),
        new("slice", call => new IteratorValue(Slice(call)), 1, "slices", "fill_with"),
    ];

    /// <summary>The key by which text is compared without case, other values as they are.</summary>
    public static Value IgnoreCase(Value value, Call call) => value is StringValue text ? Casing.Lower(text, call.Rendering) : value;

    private static Value First(IEnumerable<Value> items, string which) =>
        items.FirstOrDefault() ?? UndefinedValue.Because($"No {which} item, sequence was empty.");

    private static IntegerValue Length(Call call) =>
        call.Subject.Length is { } length ? IntegerValue.Of(length)
        : throw TemplateException.Type($"object of type '{call.Subject.TypeName}' has no len()");

    private static IEnumerable<Value> Reversed(Call call)
    {
        if (call.Subject is IteratorValue) throw TemplateException.Type($"'{call.Subject.TypeName}' object is not reversible");
        return Enumerable.Reverse(call.Rendering.Collect(call.Subject));
    }

    private static StringValue Join(Call call)
    {
        var separator = call[0] is null ? StringValue.Empty : call[0]!.ToText(call.Rendering);
        var read = Attributes.Reader(call[1]);
        var parts = call.Rendering.Each(call.Subject).Select(item => read(item).ToText(call.Rendering));
        return Editing.Join(separator.AsMarkup(false), parts, call.Rendering);
    }

    private static Value Reverse(Call call)
    {
        if (call.Subject is StringValue text) return text.Slice(null, null, IntegerValue.Of(-1), call.Rendering);
        if (!call.Subject.IsIterable) throw TemplateException.Raised("argument must be iterable");
        var items = call.Rendering.Collect(call.Subject);
        items.Reverse();
        return call.Subject is IteratorValue or UndefinedValue ? new ListValue(items) : new IteratorValue(items, "list_reverseiterator");
    }

    private static ListValue Sort(Call call)
    {
        var key = Attributes.Readers(call[2], Case(call, 1));
        return new ListValue(Sorting.Sort(call.Rendering.Collect(call.Subject), key, call.Rendering, call.Integer(0) != 0));
    }

    private static IEnumerable<Value> Unique(Call call)
    {
        var read = Attributes.Reader(call[1]);
        var ignoreCase = Case(call, 0);
        var seen = new HashSet<Value>();
        foreach (var item in call.Rendering.Each(call.Subject))
            if (seen.Add(DictValue.Hashable(ignoreCase(read(item))))) yield return item;
    }

    private static Value Sum(Call call)
    {
        var read = Attributes.Reader(call[0]);
        var sum = call[1] ?? IntegerValue.Of(0);
        foreach (var item in call.Rendering.Each(call.Subject)) sum = Arithmetic.Apply("+", sum, read(item), call.Rendering);
        return sum;
    }

    private static Value Extreme(Call call, string better)
    {
        var read = Attributes.Reader(call[1]);
        var ignoreCase = Case(call, 0);
        Value? best = null, bestKey = null;
        foreach (var item in call.Rendering.Each(call.Subject))
        {
            var key = ignoreCase(read(item));
            if (bestKey is null || Ordering.Holds(better, key, bestKey)) (best, bestKey) = (item, key);
        }
        return best ?? UndefinedValue.Because("No aggregated item, sequence was empty.");
    }

    private static Func<Value, Value> Case(Call call, int caseSensitive) =>
        call.Flag(caseSensitive) ? value => value : value => IgnoreCase(value, call);

    private static IEnumerable<Value> Batch(Call call)
    {
        int size = call.Integer(0);
        var batch = new List<Value>();
        foreach (var item in call.Rendering.Each(call.Subject))
        {
            if (batch.Count == size)
            {
                yield return new ListValue(batch);
                batch = [];
            }
            batch.Add(item);
        }
        if (batch.Count == 0) yield break;
        while (call.Has(1) && batch.Count < size)
        {
            call.Rendering.Step();
            batch.Add(call[1]!);
        }
        yield return new ListValue(batch);
    }

    /// <summary>So many parts, the first of them longer by one where the items do not divide evenly.</summary>
    private static IEnumerable<Value> Slice(Call call)
    {
        int parts = call.Integer(0);
        if (parts == 0) throw TemplateException.Type("integer division or modulo by zero");
        var items = call.Rendering.Collect(call.Subject);
        for (int part = 0, start = 0; part < parts; part++)
        {
            call.Rendering.Step();
            bool longer = part < items.Count % parts;
            int size = items.Count / parts + (longer ? 1 : 0);
            var slice = items.GetRange(start, size);
            if (call.Has(1) && !longer) slice.Add(call[1]!);
            start += size;
            yield return new ListValue(slice);
        }
    }
}
