using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary>
/// <c>{% macro name(a, b=c) %}…{% endmacro %}</c>, or the body of a call block. What the body reads decides what it takes.
/// </summary>
internal sealed record Macro(
    int Line, string Name, IReadOnlyList<string> Parameters, IReadOnlyList<Expression> Defaults, Body Body, IReadOnlySet<string> Reads)
    : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        scope.Set(Name, new MacroValue(this, scope));
        return Flow.Next;
    }
}
