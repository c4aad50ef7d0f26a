using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a if test else b</c>; without <c>else</c>, undefined.</summary>
internal sealed record Conditional(Expression Test, Expression Then, Expression? Else) : Expression
{
    private static readonly UndefinedValue Missing = UndefinedValue.Because("the condition of an inline if is false, and it has no else");

    protected override Value Compute(Scope scope) => Test.Evaluate(scope).IsTrue ? Then.Evaluate(scope) : Else?.Evaluate(scope) ?? Missing;
}
