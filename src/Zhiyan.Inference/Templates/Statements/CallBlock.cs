using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% call(a) macro() %}…{% endcall %}</c>: a call whose <c>caller</c> is the block.</summary>
internal sealed record CallBlock(int Line, Invocation Invocation, Macro Caller) : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        Invocation.Invoke(scope, KeyValuePair.Create<string, Value>("caller", new MacroValue(Caller, scope))).WriteTo(output);
        return Flow.Next;
    }
}
