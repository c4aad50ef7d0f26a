using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Statements;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>The <c>self</c> of a template: its named blocks, to be written again.</summary>
internal sealed class BlocksValue(IReadOnlyDictionary<string, Body> blocks, Scope root) : Value
{
    public override string TypeName => "TemplateReference";

    public override string ObjectName => "jinja2.runtime.TemplateReference object";

    public override Value? Attribute(string name) =>
        blocks.TryGetValue(name, out var body) ? new FunctionValue(new Function(name, _ => Write(body)), this) : null;

    public override void WriteRepr(TextBuilder builder) => builder.Append("<TemplateReference None>");

    private StringValue Write(Body body)
    {
        root.Rendering.EnterCall();
        var text = body.Capture(new Scope(root));
        root.Rendering.LeaveCall();
        return text;
    }
}
