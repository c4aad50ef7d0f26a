using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A tuple, or one whose first elements have names as well (the groups of <c>groupby</c>).</summary>
internal sealed class TupleValue(IReadOnlyList<Value> items, params string[] names) : SequenceValue(items)
{
    public override string TypeName => "tuple";

    public override TupleValue With(IReadOnlyList<Value> items) => new(items);

    public override Value? Attribute(string name)
    {
        int index = Array.IndexOf(names, name);
        return index >= 0 ? Items[index] : SequenceMethods.OfTuple(this, name);
    }

    public override void WriteRepr(TextBuilder builder) => Repr.Write(builder, "(", Items, Items.Count == 1 ? ",)" : ")");
}
