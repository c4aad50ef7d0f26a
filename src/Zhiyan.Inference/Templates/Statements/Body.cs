using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary>Statements in order; gives errors the line of the innermost statement that they come from.</summary>
internal sealed class Body(IReadOnlyList<Statement> statements)
{
    public static Body Empty { get; } = new([]);

    public Flow Execute(Scope scope, TextBuilder output)
    {
        int at = 0;
        try
        {
            for (; at < statements.Count; at++)
                if (statements[at].Execute(scope, output) is not Flow.Next and var flow) return flow;
            return Flow.Next;
        }
        catch (TemplateException error) when (error.Line == 0)
        {
            error.Line = statements[at].Line;
            throw;
        }
    }

    /// <summary>Runs the body and returns what it wrote.</summary>
    public StringValue Capture(Scope scope)
    {
        var output = new TextBuilder(scope.Rendering);
        Execute(scope, output);
        return output.ToValue();
    }
}
