using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary>A literal, made once.</summary>
internal sealed record Constant(Value Value) : Expression
{
    protected override Value Compute(Scope scope) => Value;
}
