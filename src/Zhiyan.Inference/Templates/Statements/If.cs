using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% if %}</c> with its branches; sets of a branch are seen after it.</summary>
internal sealed record If(int Line, IReadOnlyList<(Expression Test, Body Body)> Branches, Body Else) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        foreach (var (test, body) in Branches)
        {
            scope.Rendering.Step();
            if (test.Evaluate(scope).IsTrue) return body.Execute(scope, output);
        }
        return Else.Execute(scope, output);
    }
}
