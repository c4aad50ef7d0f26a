using Zhiyan.Inference.Templates.Expressions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Statements;

/// <summary>What a value is assigned to: a name, a member of a namespace, or a tuple of targets.</summary>
internal abstract record Target
{
    public abstract void Assign(Value value, Scope scope);
}

/// <summary>A variable of the nearest scope.</summary>
internal sealed record NameTarget(string Name) : Target
{
    public override void Assign(Value value, Scope scope) => scope.Set(Name, value);
}

/// <summary><c>ns.name</c>, which alone reaches out of a loop.</summary>
internal sealed record NamespaceTarget(Name Owner, string Name) : Target
{
    public override void Assign(Value value, Scope scope)
    {
        if (Owner.Evaluate(scope) is not NamespaceValue members)
            throw TemplateException.Raised("cannot assign attribute on non-namespace object");
        members.Set(Name, value);
    }
}

/// <summary><c>a, (b, c)</c></summary>
internal sealed record TupleTarget(IReadOnlyList<Target> Targets) : Target
{
    public override void Assign(Value value, Scope scope)
    {
        if (!value.IsIterable) throw TemplateException.Type($"cannot unpack non-iterable {value.TypeName} object");
        var values = scope.Rendering.Collect(value);
        if (values.Count != Targets.Count) throw TemplateException.Type($"cannot unpack {values.Count} values into {Targets.Count} names");
        for (int i = 0; i < values.Count; i++) Targets[i].Assign(values[i], scope);
    }
}
