using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary>A node that writes or changes something. Immutable, so that many renderings may share it.</summary>
internal abstract record Statement(int Line)
{
    public abstract Flow Execute(Scope scope, TextBuilder output);
}
