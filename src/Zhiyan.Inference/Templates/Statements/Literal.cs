using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary>Text between tags.</summary>
internal sealed record Literal(int Line, StringValue Text) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        output.Append(Text);
        return Flow.Next;
    }
}
