using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary><c>a is test(b)</c></summary>
internal sealed record Test(Expression Subject, string Name, Function? Function, ArgumentList Arguments) : Expression
{
    protected override Value Compute(Scope scope)
    {
        var subject = Subject.Evaluate(scope);
        if (Function is null) throw TemplateException.Raised($"No test named '{Name}' found.");
        return Function.Invoke(scope.Rendering, subject, Arguments.Evaluate(scope));
    }
}
