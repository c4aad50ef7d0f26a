using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary>A chain of binary operators of equal rank, applied from left to right.</summary>
internal sealed record Calculation(Expression First, IReadOnlyList<(string Symbol, Expression Operand)> Rest) : Expression
{
    protected override Value Compute(Scope scope)
    {
        var value = First.Evaluate(scope);
        foreach (var (symbol, operand) in Rest) value = Arithmetic.Apply(symbol, value, operand.Evaluate(scope), scope.Rendering);
        return value;
    }
}
