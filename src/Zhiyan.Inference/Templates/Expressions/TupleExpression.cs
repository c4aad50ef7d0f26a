using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>(a, b)</c></summary>
internal sealed record TupleExpression(IReadOnlyList<Expression> Items) : Expression
{
    protected override Value Compute(Scope scope)
    {
        scope.Rendering.Step(Items.Count);
        return new TupleValue([.. Items.Select(item => item.Evaluate(scope))]);
    }
}
