using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>[a, b]</c></summary>
internal sealed record ListExpression(IReadOnlyList<Expression> Items) : Expression
{
    protected override Value Compute(Scope scope)
    {
        scope.Rendering.Step(Items.Count);
        return new ListValue([.. Items.Select(item => item.Evaluate(scope))]);
    }
}
