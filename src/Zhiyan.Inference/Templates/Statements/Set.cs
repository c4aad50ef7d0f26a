using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% set target = expression %}</c></summary>
internal sealed record Set(int Line, Target Target, Expression Expression) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        scope.Rendering.Step();
        Target.Assign(Expression.Evaluate(scope), scope);
        return Flow.Next;
    }
}
