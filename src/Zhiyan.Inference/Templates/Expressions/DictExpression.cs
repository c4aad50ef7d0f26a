using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>{a: b}</c></summary>
internal sealed record DictExpression(IReadOnlyList<KeyValuePair<Expression, Expression>> Items) : Expression
{
    protected override Value Compute(Scope scope)
    {
        scope.Rendering.Step(Items.Count);
        return DictValue.Of(Items.Select(item => KeyValuePair.Create(item.Key.Evaluate(scope), item.Value.Evaluate(scope))));
    }
}
