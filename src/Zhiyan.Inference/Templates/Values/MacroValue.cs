using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Statements;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A macro with the scope it was defined in, whose names its body sees.</summary>
internal sealed class MacroValue(Macro macro, Scope closure) : Value
{
    public override string TypeName => "Macro";

    public override string ObjectName => "jinja2.runtime.Macro object";

    public override bool IsCallable => true;

    public override Value? Attribute(string name) => name switch
    {
        "name" => new StringValue(macro.Name),
        "arguments" => new TupleValue([.. macro.Parameters.Select(parameter => new StringValue(parameter))]),
        "catch_kwargs" => BooleanValue.Of(Reads("kwargs")),
        "catch_varargs" => BooleanValue.Of(Reads("varargs")),
        "caller" => BooleanValue.Of(Reads("caller")),
        _ => null,
    };

    public override Value Call(Arguments arguments, Rendering rendering)
    {
        rendering.EnterCall();
        var scope = new Scope(closure);
        Bind(arguments, scope);
        var text = macro.Body.Capture(scope);
        rendering.LeaveCall();
        return text;
    }

    public override void WriteRepr(TextBuilder builder) => builder.Append($"<Macro {Repr.Quote(macro.Name)}>");

    private bool Reads(string name) => macro.Reads.Contains(name);

    private void Bind(Arguments arguments, Scope scope)
    {
        var (positional, named) = (arguments.Positional, arguments.Named.ToList());
        int required = macro.Parameters.Count - macro.Defaults.Count;
        for (int i = 0; i < macro.Parameters.Count; i++)
        {
            var name = macro.Parameters[i];
            var value = i < positional.Count ? positional[i] : Take(named, name);
            value ??= i >= required ? macro.Defaults[i - required].Evaluate(scope) : UndefinedValue.Because($"parameter '{name}' was not provided");
            scope.Set(name, value);
        }
        if (Reads("caller") && !macro.Parameters.Contains("caller"))
            scope.Set("caller", Take(named, "caller") ?? UndefinedValue.Because("No caller defined"));
        if (Reads("kwargs")) scope.Set("kwargs", DictValue.Of(Arguments.AsEntries(named)));
        else if (named.Count > 0) throw TemplateException.Type($"macro '{macro.Name}' takes no keyword argument '{named[0].Key}'");
        if (Reads("varargs")) scope.Set("varargs", new TupleValue([.. positional.Skip(macro.Parameters.Count)]));
        else if (positional.Count > macro.Parameters.Count)
            throw TemplateException.Type($"macro '{macro.Name}' takes not more than {macro.Parameters.Count} argument(s)");
    }

    private static Value? Take(List<KeyValuePair<string, Value>> named, string name)
    {
        int index = named.FindIndex(argument => argument.Key == name);
        if (index < 0) return null;
        var value = named[index].Value;
        named.RemoveAt(index);
        return value;
    }
}
