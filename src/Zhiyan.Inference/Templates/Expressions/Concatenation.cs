using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a ~ b ~ c</c>: all as text.</summary>
internal sealed record Concatenation(IReadOnlyList<Expression> Parts) : Expression
{
    protected override Value Compute(Scope scope)
    {
        var builder = new TextBuilder(scope.Rendering);
        foreach (var part in Parts) part.Evaluate(scope).WriteTo(builder);
        return builder.ToValue();
    }
}
