using Zhiyan.Inference.Templates.Functions;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>What <c>cycler(…)</c> gives: <c>next()</c> returns its items in turn, over and over.</summary>
internal sealed class CyclerValue : Value
{
    private static readonly Function NextItem = new("next", call => ((CyclerValue)call.Subject).Next());
    private static readonly Function ResetAll = new("reset", call => ((CyclerValue)call.Subject).Reset());
    private readonly IReadOnlyList<Value> items;
    private int position;

    public CyclerValue(IReadOnlyList<Value> items)
    {
        if (items.Count == 0) throw TemplateException.Type("at least one item has to be provided");
        this.items = items;
    }

    public override string TypeName => "Cycler";

    public override string ObjectName => "jinja2.utils.Cycler object";

    public override Value? Attribute(string name) => name switch
    {
        "next" => new FunctionValue(NextItem, this),
        "reset" => new FunctionValue(ResetAll, this),
        "current" => items[position],
        _ => null,
    };

    private Value Next()
    {
        var item = items[position];
        position = (position + 1) % items.Count;
        return item;
    }

    private NoneValue Reset()
    {
        position = 0;
        return NoneValue.Instance;
    }
}
