using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% set target | filters %}…{% endset %}</c>: the text inside, through the filters.</summary>
internal sealed record SetBlock(int Line, Target Target, Expression Filtered, Body Body) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        var inner = new Scope(scope);
        inner.Set(Captured.Variable, Body.Capture(inner));
        Target.Assign(Filtered.Evaluate(inner), scope);
        return Flow.Next;
    }
}
