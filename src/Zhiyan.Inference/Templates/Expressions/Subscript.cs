using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a[b]</c></summary>
internal sealed record Subscript(Expression Owner, Expression Key) : Expression
{
    protected override Value Compute(Scope scope) => Access.Item(Owner.Evaluate(scope), Key.Evaluate(scope));
}
