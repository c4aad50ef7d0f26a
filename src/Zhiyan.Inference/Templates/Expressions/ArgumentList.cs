using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Expressions;

/// <summary>The arguments of a call as written: by position, by name, and unpacked from <c>*a</c> and <c>**b</c>.</summary>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional, IReadOnlyList<KeyValuePair<string, Expression>> Named, Expression? Unpacked, Expression? UnpackedNamed)
{
    public static readonly ArgumentList Empty = new([], [], null, null);

    public Arguments Evaluate(Scope scope, KeyValuePair<string, Value>? extra = null)
    {
        if (Named.Count == 0 && Unpacked is null && UnpackedNamed is null && extra is null)
            return Positional.Count == 0 ? Arguments.None : new Arguments([.. Positional.Select(argument => argument.Evaluate(scope))], []);
        var positional = Positional.Select(argument => argument.Evaluate(scope)).ToList();
        var named = Named.Select(argument => KeyValuePair.Create(argument.Key, argument.Value.Evaluate(scope))).ToList();
        if (extra is { } more) named.Add(more);
        if (Unpacked is not null) positional.AddRange(scope.Rendering.Each(Unpacked.Evaluate(scope)));
        if (UnpackedNamed is not null) Unpack(UnpackedNamed.Evaluate(scope), named, scope.Rendering);
        return new Arguments(positional, named);
    }

    private static void Unpack(Value mapping, List<KeyValuePair<string, Value>> named, Rendering rendering)
    {
        if (mapping is not DictValue dict) throw TemplateException.Type($"argument after ** must be a mapping, not {mapping.TypeName}");
        foreach (var (key, value) in dict.Entries)
        {
            rendering.Step();
            if (key is not StringValue name) throw TemplateException.Type("keywords must be strings");
            if (named.Any(argument => argument.Key == name.Text))
                throw TemplateException.Type($"got multiple values for keyword argument {Repr.Short(name)}");
            named.Add(KeyValuePair.Create(name.Text, value));
        }
    }
}
