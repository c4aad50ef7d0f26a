using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Filters of dicts and records, and those for values of any type.</summary>
internal static class MappingFilters
{
    public static readonly Function[] All =
    [
        new("default", Default, "default_value", "boolean"),
        new("d", Default, "default_value", "boolean"),
        new("attr", Attribute, 1, "name"),
        new("items", call => new IteratorValue(Items(call))),
        new("dictsort", DictSort, "case_sensitive", "by", "reverse"),
        new("groupby", GroupBy, 1, "attribute", "default", "case_sensitive"),
        new("tojson", ToJson, "ensure_ascii", "indent", "separators", "sort_keys"),
    ];

    private static Value Default(Call call) =>
        call.Subject is UndefinedValue || (call.Flag(1) && !call.Subject.IsTrue) ? call[0] ?? StringValue.Empty : call.Subject;

    private static Value Attribute(Call call)
    {
        var name = call.Text(0);
        // A name that is no attribute is looked up as an item elsewhere; here it is not.
        var found = Access.Attribute(call.Subject, name);
        return call.Subject is DictValue dict && ReferenceEquals(found, dict.Item(name)) ? UndefinedValue.Member(dict, name.Text) : found;
    }

    private static IEnumerable<Value> Items(Call call)
    {
        if (call.Subject is UndefinedValue) yield break;
        if (call.Subject is not DictValue dict) throw TemplateException.Type("Can only get item pairs from a mapping.");
        foreach (var entry in dict.Entries)
        {
            call.Rendering.Step();
            yield return DictMethods.Pair(entry);
        }
    }

    private static ListValue DictSort(Call call)
    {
        var by = (call[1] as StringValue)?.Text ?? (call[1] is null ? "key" : "");
        if (by is not ("key" or "value")) throw TemplateException.Raised("You can only sort by either \"key\" or \"value\"");
        if (call.Subject is UndefinedValue undefined) throw undefined.Error();
        if (call.Subject is not DictValue dict) throw TemplateException.Type("dictsort needs a mapping");
        bool caseSensitive = call.Flag(0);
        var sorted = Sorting.Sort(dict.Entries, Key, call.Rendering, call.Flag(2));
        return new ListValue([.. sorted.Select(DictMethods.Pair)]);

        Value Key(KeyValuePair<Value, Value> entry)
        {
            var value = by == "key" ? entry.Key : entry.Value;
            return caseSensitive ? value : SequenceFilters.IgnoreCase(value, call);
        }
    }

    /// <summary>Items of equal attribute together, in its order; without case, a group is named by its first item's attribute.</summary>
    private static ListValue GroupBy(Call call)
    {
        var read = Attributes.Reader(call[0], call.Has(1) ? call[1] : null);
        bool caseSensitive = call.Flag(2);
        var sorted = Sorting.Sort(call.Rendering.Collect(call.Subject), Key, call.Rendering);
        var groups = new List<Value>();
        for (int start = 0; start < sorted.Count;)
        {
            int end = start + 1;
            while (end < sorted.Count && Key(sorted[end]).Equals(Key(sorted[start]))) end++;
            groups.Add(new TupleValue([read(sorted[start]), new ListValue([.. sorted.Skip(start).Take(end - start)])], "grouper", "list"));
            start = end;
        }
        return new ListValue(groups);

        Value Key(Value item) => caseSensitive ? read(item) : SequenceFilters.IgnoreCase(read(item), call);
    }

    private static StringValue ToJson(Call call)
    {
        var indent = call[1] switch
        {
            null or NoneValue => null,
            StringValue text => text.Text,
            _ => Editing.Repeat(new StringValue(" "), call.Integer(1), call.Rendering).Text,
        };
        var (item, key) = (indent is null ? ", " : ",", ": ");
        if (call.Has(2))
        {
            if (call.Rendering.Collect(call[2]!) is not [StringValue between, StringValue after])
                throw TemplateException.Type("separators must be a pair of strings");
            (item, key) = (between.Text, after.Text);
        }
        return new JsonText(call.Rendering, call.Flag(0), indent, item, key, call.Flag(3)).Write(call.Subject);
    }
}
