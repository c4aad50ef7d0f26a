using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{{ expression }}</c></summary>
internal sealed record Print(int Line, Expression Expression) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        scope.Rendering.Step();
        Expression.Evaluate(scope).WriteTo(output);
        return Flow.Next;
    }
}
