using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary>A node that has a value. Immutable, so that many renderings may share it.</summary>
internal abstract record Expression
{
    public Value Evaluate(Scope scope)
    {
        NativeStack.Ensure();
        return Compute(scope);
    }

    protected abstract Value Compute(Scope scope);
}
