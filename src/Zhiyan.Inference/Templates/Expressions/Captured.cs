using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary>Stands where the text of a <c>filter</c> or <c>set</c> block goes into its filters.</summary>
internal sealed record Captured : Expression
{
    /// <summary>The variable it is read from; no template can name it.</summary>
    public const string Variable = "<captured>";

    protected override Value Compute(Scope scope) => scope.Find(Variable)!;
}
