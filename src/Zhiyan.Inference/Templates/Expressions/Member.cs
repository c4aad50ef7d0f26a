using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a.b</c></summary>
internal sealed record Member(Expression Owner, StringValue Key) : Expression
{
    protected override Value Compute(Scope scope) => Access.Attribute(Owner.Evaluate(scope), Key);
}
