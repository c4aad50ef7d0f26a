using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The methods of dicts.</summary>
internal static class DictMethods
{
    private static readonly Methods All = new(
        [
            new("get", Get, 1, "key", "default"),
            new("keys", call => View("dict_keys", call, entry => entry.Key)),
            new("values", call => View("dict_values", call, entry => entry.Value)),
            new("items", call => View("dict_items", call, Pair)),
            new("copy", call => call.Subject),
        ],
        ["clear", "pop", "popitem", "setdefault", "update"],
        ["fromkeys"]);

    public static Value? Find(DictValue dict, string name) => All.Find(dict, name);

    public static TupleValue Pair(KeyValuePair<Value, Value> entry) => new([entry.Key, entry.Value]);

    private static Value Get(Call call) => ((DictValue)call.Subject).Item(DictValue.Hashable(call[0]!)) ?? call[1] ?? NoneValue.Instance;

    private static DictViewValue View(string typeName, Call call, Func<KeyValuePair<Value, Value>, Value> part)
    {
        var entries = ((DictValue)call.Subject).Entries;
        call.Rendering.Step(entries.Count);
        return new DictViewValue(typeName, [.. entries.Select(part)]);
    }
}
