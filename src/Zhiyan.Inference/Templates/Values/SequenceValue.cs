using Zhiyan.Inference.Templates.Running;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>What lists and tuples share: a fixed array of values.</summary>
internal abstract class SequenceValue(IReadOnlyList<Value> items) : Value
{
    public IReadOnlyList<Value> Items => items;

    public override bool IsTrue => items.Count > 0;

    public override int? Length => items.Count;

    public override bool IsIterable => true;

    public override IEnumerable<Value> Iterate() => items;

    public override Value? Item(Value key)
    {
        int index = Indices.Of(key, items.Count);
        return index < 0 ? null : items[index];
    }

    public override Value Slice(Value? start, Value? stop, Value? step, Rendering rendering) =>
        With(Indices.Pick(items, start, stop, step, rendering));

    /// <summary>A sequence of the same type.</summary>
    public abstract SequenceValue With(IReadOnlyList<Value> items);

    public override bool Equals(object? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is not SequenceValue sequence || sequence.TypeName != TypeName || sequence.Items.Count != items.Count) return false;
        NativeStack.Ensure();
        for (int i = 0; i < items.Count; i++)
            if (!items[i].Equals(sequence.Items[i])) return false;
        return true;
    }

    public override int GetHashCode()
    {
        NativeStack.Ensure();
        var hash = new HashCode();
        foreach (var item in items) hash.Add(item);
        return hash.ToHashCode();
    }
}
