using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a and b</c> or <c>a or b</c>: the first operand that decides, else the last.</summary>
internal sealed record Choice(bool IsOr, IReadOnlyList<Expression> Operands) : Expression
{
    protected override Value Compute(Scope scope)
    {
        Value value = NoneValue.Instance;
        foreach (var operand in Operands)
        {
            value = operand.Evaluate(scope);
            if (value.IsTrue == IsOr) break;
        }
        return value;
    }
}
