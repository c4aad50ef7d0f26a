using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a | filter(b)</c></summary>
/// <remarks>A filter that does not exist is an error only once it runs: Jinja lets a template ask first with <c>is filter</c>.</remarks>
internal sealed record Filter(Expression Subject, string Name, Function? Function, ArgumentList Arguments) : Expression
{
    protected override Value Compute(Scope scope)
    {
        var subject = Subject.Evaluate(scope);
        if (Function is null) throw TemplateException.Raised($"No filter named '{Name}' found.");
        return Function.Invoke(scope.Rendering, subject, Arguments.Evaluate(scope));
    }
}
