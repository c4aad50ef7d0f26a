using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>f(a, b=c)</c></summary>
internal sealed record Invocation(Expression Callee, ArgumentList Arguments) : Expression
{
    protected override Value Compute(Scope scope) => Invoke(scope, null);

    /// <summary>Calls with one named argument more, the <c>caller</c> of a call block.</summary>
    public Value Invoke(Scope scope, KeyValuePair<string, Value>? extra)
    {
        var callee = Callee.Evaluate(scope);
        return callee.Call(Arguments.Evaluate(scope, extra), scope.Rendering);
    }
}
