using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary>A part with names of its own and nothing else: <c>{% generation %}</c>, which marks what a model wrote, and
/// <c>{% block %}</c>, which sees the variables around it only if it says <c>scoped</c>.</summary>
internal sealed record Group(int Line, bool SeesOuter, Body Body) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output) => Body.Execute(new Scope(SeesOuter ? scope : scope.Root()), output);
}
