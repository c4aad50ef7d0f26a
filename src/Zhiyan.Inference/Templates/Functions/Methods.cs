using System.Collections.Frozen;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The attributes of one Python type: methods that work here, and names that exist there but are refused.</summary>
internal sealed class Methods
{
    private readonly FrozenDictionary<string, Function> functions;
    private readonly FrozenSet<string> mutating, absent;

    /// <param name="functions">The methods.</param>
    /// <param name="mutating">Methods that change the value, which the sandbox refuses.</param>
    /// <param name="absent">Methods that exist in Python and have no use in a prompt: defined, but an error when called.</param>
    public Methods(IEnumerable<Function> functions, string[] mutating, string[] absent)
    {
        this.functions = functions.ToFrozenDictionary(function => function.Name);
        this.mutating = mutating.ToFrozenSet();
        this.absent = absent.ToFrozenSet();
    }

    public Value? Find(Value subject, string name)
    {
        if (functions.TryGetValue(name, out var function)) return new FunctionValue(function, subject);
        if (mutating.Contains(name)) return UndefinedValue.Unsafe(subject, name);
        return absent.Contains(name) ? new FunctionValue(Function.Free(name, Refuse), subject) : null;
    }

    private static Value Refuse(Call call) =>
        throw TemplateException.Type($"{call.Subject.TypeName}.{call.Name}() is not available to templates");
}
