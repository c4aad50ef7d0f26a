using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a[start:stop:step]</c>, each of which may be left out.</summary>
internal sealed record Slice(Expression Owner, Expression? Start, Expression? Stop, Expression? Step) : Expression
{
    protected override Value Compute(Scope scope) =>
        Owner.Evaluate(scope).Slice(Start?.Evaluate(scope), Stop?.Evaluate(scope), Step?.Evaluate(scope), scope.Rendering);
}
