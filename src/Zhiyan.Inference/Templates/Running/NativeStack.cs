using System.Runtime.CompilerServices;

namespace Zhiyan.Inference.Templates.Running;

/// <summary>Turns a stack about to overflow, which would end the process, into an error of the template.</summary>
internal static class NativeStack
{
    public static void Ensure()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TemplateException.Limit("values or expressions are nested too deep for the stack.");
    }
}
