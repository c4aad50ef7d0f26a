using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary><c>{% for target in items if filter recursive %}…{% else %}…{% endfor %}</c>; every turn has a scope of its own.</summary>
internal sealed record For(int Line, Target Target, Expression Items, Expression? Filter, bool IsRecursive, Body Body, Body Else)
    : Statement(Line)
{
    public override Flow Execute(Scope scope, TextBuilder output)
    {
        Run(Items.Evaluate(scope), scope, output, depth: 0);
        return Flow.Next;
    }

    private void Run(Value items, Scope scope, TextBuilder output, int depth)
    {
        var chosen = Filter is null ? items : new IteratorValue(Chosen(items, scope));
        var loop = new LoopValue(chosen, depth, IsRecursive ? inner => Recurse(inner, scope, depth + 1) : null);
        bool any = false;
        while (loop.MoveNext(scope.Rendering))
        {
            any = true;
            var turn = new Scope(scope);
            Target.Assign(loop.Current, turn);
            turn.Set("loop", loop);
            if (Body.Execute(turn, output) == Flow.Break) break;
        }
        if (!any) Else.Execute(new Scope(scope), output);
    }

    private StringValue Recurse(Value items, Scope scope, int depth)
    {
        var output = new TextBuilder(scope.Rendering);
        scope.Rendering.EnterCall();
        Run(items, scope, output, depth);
        scope.Rendering.LeaveCall();
        return output.ToValue();
    }

    /// <summary>Filtered as the loop goes, so that a filter sees what earlier turns did to a namespace.</summary>
    private IEnumerable<Value> Chosen(Value items, Scope scope)
    {
        foreach (var item in scope.Rendering.Each(items))
        {
            var inner = new Scope(scope);
            Target.Assign(item, inner);
            if (Filter!.Evaluate(inner).IsTrue) yield return item;
        }
    }
}
