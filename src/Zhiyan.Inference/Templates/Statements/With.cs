using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% with a = b %}…{% endwith %}</c>; the values are read outside, the names end with the block.</summary>
internal sealed record With(int Line, IReadOnlyList<(Target Target, Expression Value)> Assignments, Body Body) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        var inner = new Scope(scope);
        var values = Assignments.Select(assignment => assignment.Value.Evaluate(scope)).ToList();
        for (int i = 0; i < values.Count; i++) Assignments[i].Target.Assign(values[i], inner);
        return Body.Execute(inner, output);
    }
}
