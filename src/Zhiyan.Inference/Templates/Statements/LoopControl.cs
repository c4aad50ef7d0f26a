using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% break %}</c> or <c>{% continue %}</c></summary>
internal sealed record LoopControl(int Line, Flow Flow) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output) => Flow;
}
