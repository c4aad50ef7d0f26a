using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A dict in order of insertion; the sandbox keeps templates from changing it.</summary>
internal sealed class DictValue : Value
{
    private readonly OrderedDictionary<Value, Value> entries;

    private DictValue(OrderedDictionary<Value, Value> entries) => this.entries = entries;

    public static DictValue Empty { get; } = new([]);

    public IReadOnlyList<KeyValuePair<Value, Value>> Entries => entries;

    public override string TypeName => "dict";

    public override bool IsTrue => entries.Count > 0;

    public override int? Length => entries.Count;

    public override bool IsIterable => true;

    /// <summary>A later entry replaces the value of an earlier one and keeps its place.</summary>
    public static DictValue Of(IEnumerable<KeyValuePair<Value, Value>> entries)
    {
        var ordered = new OrderedDictionary<Value, Value>();
        foreach (var (key, value) in entries) ordered[Hashable(key)] = value;
        return new DictValue(ordered);
    }

    public override IEnumerable<Value> Iterate() => entries.Keys;

    public override Value? Attribute(string name) => DictMethods.Find(this, name);

    public override Value? Item(Value key) => IsHashable(key) && entries.TryGetValue(key, out var value) ? value : null;

    public override Value Slice(Value? start, Value? stop, Value? step, Rendering rendering) =>
        throw TemplateException.Type("unhashable type: 'slice'");

    public override bool Contains(Value item, Rendering rendering) => entries.ContainsKey(Hashable(item));

    public override void WriteRepr(TextBuilder builder)
    {
        NativeStack.Ensure();
        builder.Append("{");
        for (int i = 0; i < entries.Count; i++)
        {
            builder.Rendering.Step();
            if (i > 0) builder.Append(", ");
            var (key, value) = entries.GetAt(i);
            key.WriteRepr(builder);
            builder.Append(": ");
            value.WriteRepr(builder);
        }
        builder.Append("}");
    }

    public override bool Equals(object? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is not DictValue dict || dict.entries.Count != entries.Count) return false;
        NativeStack.Ensure();
        return entries.All(entry => dict.entries.TryGetValue(entry.Key, out var value) && entry.Value.Equals(value));
    }

    public override int GetHashCode() => entries.Count;

    /// <summary>The value itself, or a type error where it may not be a key.</summary>
    public static Value Hashable(Value value) =>
        IsHashable(value) ? value : throw TemplateException.Type($"unhashable type: '{value.TypeName}'");

    private static bool IsHashable(Value value)
    {
        NativeStack.Ensure();
        return value is not (ListValue or DictValue) && (value is not TupleValue tuple || tuple.Items.All(IsHashable));
    }
}
