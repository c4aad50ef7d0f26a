using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A function as a value: a global, or a method bound to what it was read from.</summary>
internal sealed class FunctionValue(Function function, Value subject) : Value
{
    public override string TypeName => "builtin_function_or_method";

    public override string ObjectName => $"{TypeName} {function.Name}";

    public override bool IsCallable => true;

    public override Value Call(Arguments arguments, Rendering rendering) => function.Invoke(rendering, subject, arguments);
}
