using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>
/// What <c>keys()</c>, <c>values()</c> and <c>items()</c> give: iterable again and again, with a length, without indices.
/// </summary>
internal sealed class DictViewValue(string typeName, IReadOnlyList<Value> items) : Value
{
    public override string TypeName => typeName;

    public override bool IsTrue => items.Count > 0;

    public override int? Length => items.Count;

    public override bool IsIterable => true;

    public override IEnumerable<Value> Iterate() => items;

    public override void WriteRepr(TextBuilder builder) => Repr.Write(builder, $"{typeName}([", items, "])");

    public override bool Equals(object? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is not DictViewValue view || view.TypeName != typeName || typeName == "dict_values") return false;
        NativeStack.Ensure();
        return view.Length == Length && items.All(view.Iterate().Contains);
    }

    public override int GetHashCode() => items.Count;
}
