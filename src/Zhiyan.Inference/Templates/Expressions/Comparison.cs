using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a &lt; b == c in d</c>: holds if every link of the chain holds; what follows a broken link is not evaluated.</summary>
internal sealed record Comparison(Expression First, IReadOnlyList<(string Symbol, Expression Operand)> Rest) : Expression
{
    protected override Value Compute(Scope scope)
    {
        var left = First.Evaluate(scope);
        foreach (var (symbol, operand) in Rest)
        {
            var right = operand.Evaluate(scope);
            if (!Holds(symbol, left, right, scope.Rendering)) return BooleanValue.False;
            left = right;
        }
        return BooleanValue.True;
    }

    private static bool Holds(string symbol, Value left, Value right, Rendering rendering) => symbol switch
    {
        "==" => left.Equals(right),
        "!=" => !left.Equals(right),
        "in" => right.Contains(left, rendering),
        "not in" => !right.Contains(left, rendering),
        _ => Ordering.Holds(symbol, left, right),
    };
}
