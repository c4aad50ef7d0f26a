using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>A filter, test, method or global: its name, the names of its parameters, and what it does.</summary>
internal sealed class Function(string name, Func<Call, Value> body, int required, params string[] parameters)
{
    private const int Variadic = -1;

    /// <summary>One whose parameters may all be left out.</summary>
    public Function(string name, Func<Call, Value> body, params string[] parameters) : this(name, body, 0, parameters)
    {
    }

    public string Name => name;

    /// <summary>One that reads its arguments as they come.</summary>
    public static Function Free(string name, Func<Call, Value> body) => new(name, body, Variadic);

    public Value Invoke(Rendering rendering, Value subject, Arguments arguments)
    {
        rendering.Step();
        return body(new Call(name, rendering, subject, arguments, required == Variadic ? [] : Bind(arguments)));
    }

    private Value?[] Bind(Arguments arguments)
    {
        if (arguments.Positional.Count > parameters.Length)
            throw TemplateException.Type($"{name}() takes at most {parameters.Length} argument(s) ({arguments.Positional.Count} given)");
        var bound = new Value?[parameters.Length];
        for (int i = 0; i < arguments.Positional.Count; i++) bound[i] = arguments.Positional[i];
        foreach (var (key, value) in arguments.Named)
        {
            int index = Array.IndexOf(parameters, key);
            if (index < 0) throw TemplateException.Type($"{name}() got an unexpected keyword argument '{key}'");
            if (bound[index] is not null) throw TemplateException.Type($"{name}() got multiple values for argument '{key}'");
            bound[index] = value;
        }
        for (int i = 0; i < required; i++)
            if (bound[i] is null) throw TemplateException.Type($"{name}() is missing the argument '{parameters[i]}'");
        return bound;
    }
}
