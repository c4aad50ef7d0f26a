using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>not a</c></summary>
internal sealed record Not(Expression Operand) : Expression
{
    protected override Value Compute(Scope scope) => BooleanValue.Of(!Operand.Evaluate(scope).IsTrue);
}
