using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary>A variable; undefined where no scope knows it.</summary>
internal sealed record Name(string Identifier) : Expression
{
    private readonly UndefinedValue missing = UndefinedValue.Variable(Identifier);

    protected override Value Compute(Scope scope) => scope.Find(Identifier) ?? missing;
}
