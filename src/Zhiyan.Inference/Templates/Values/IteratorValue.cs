namespace Zhiyan.Inference.Templates.Values;

/// <summary>What lazy filters give: it can be iterated once, has no length and no indices.</summary>
internal sealed class IteratorValue(IEnumerable<Value> items, string typeName = "generator") : Value
{
    private readonly IEnumerator<Value> rest = items.GetEnumerator();

    public override string TypeName => typeName;

    public override bool IsIterable => true;

    public override IEnumerable<Value> Iterate()
    {
        while (rest.MoveNext()) yield return rest.Current;
    }
}
