using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% filter filters %}…{% endfilter %}</c></summary>
internal sealed record FilterBlock(int Line, Expression Filtered, Body Body) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        var inner = new Scope(scope);
        inner.Set(Captured.Variable, Body.Capture(inner));
        Filtered.Evaluate(inner).WriteTo(output);
        return Flow.Next;
    }
}
