using Zhiyan.Inference.Templates.Running;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>What <c>joiner(…)</c> gives: empty when first called, its separator ever after.</summary>
internal sealed class JoinerValue(Value separator) : Value
{
    private bool used;

    public override string TypeName => "Joiner";

    public override string ObjectName => "jinja2.utils.Joiner object";

    public override bool IsCallable => true;

    public override Value Call(Arguments arguments, Rendering rendering)
    {
        if (used) return separator;
        used = true;
        return StringValue.Empty;
    }
}
