using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A list; the sandbox keeps templates from changing it.</summary>
internal sealed class ListValue(IReadOnlyList<Value> items) : SequenceValue(items)
{
    public static readonly ListValue Empty = new([]);

    public override string TypeName => "list";

    public override ListValue With(IReadOnlyList<Value> items) => new(items);

    public override Value? Attribute(string name) => SequenceMethods.OfList(this, name);

    public override void WriteRepr(TextBuilder builder) => Repr.Write(builder, "[", Items, "]");
}
