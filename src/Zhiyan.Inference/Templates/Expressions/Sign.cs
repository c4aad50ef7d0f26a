using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>-a</c> or <c>+a</c></summary>
internal sealed record Sign(bool IsNegative, Expression Operand) : Expression
{
    protected override Value Compute(Scope scope) =>
        IsNegative ? Arithmetic.Negate(Operand.Evaluate(scope)) : Arithmetic.Plus(Operand.Evaluate(scope));
}
