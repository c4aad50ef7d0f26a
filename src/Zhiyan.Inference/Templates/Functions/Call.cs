using System.Numerics;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>One call of a <see cref="Function"/>: what it is applied to and its arguments, read as the types it wants.</summary>
internal sealed class Call(string name, Rendering rendering, Value subject, Arguments arguments, Value?[] bound)
{
    public string Name => name;

    public Rendering Rendering => rendering;

    public Value Subject => subject;

    public Arguments Arguments => arguments;

    /// <summary>The argument as given; null where it was left out.</summary>
    public Value? this[int index] => bound[index];

    /// <summary>The subject as text, by <c>str()</c>.</summary>
    public StringValue SubjectText => subject.ToText(rendering);

    /// <summary>The subject as a string, and nothing else.</summary>
    public StringValue SubjectString => subject switch
    {
        StringValue text => text,
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw TemplateException.Type($"{name} needs a string, not '{subject.TypeName}'"),
    };

    public TextBuilder Build() => new(rendering);

    public bool Has(int index) => bound[index] is not (null or NoneValue);

    public bool Flag(int index, bool fallback = false) => bound[index]?.IsTrue ?? fallback;

    /// <summary>A string argument, and nothing else.</summary>
    public StringValue Text(int index) => bound[index] switch
    {
        StringValue text => text,
        UndefinedValue undefined => throw undefined.Error(),
        var other => throw TemplateException.Type($"{name}() needs a string, not '{other?.TypeName ?? "nothing"}'"),
    };

    public StringValue Text(int index, string fallback) => bound[index] is null ? new StringValue(fallback) : Text(index);

    /// <summary>An integer argument, brought into the range of an int: lengths and counts beyond it act the same.</summary>
    public int Integer(int index, int fallback = 0) => bound[index] switch
    {
        null => fallback,
        UndefinedValue undefined => throw undefined.Error(),
        var value when Numbers.TryInteger(value, out var number) => (int)BigInteger.Clamp(number, int.MinValue, int.MaxValue),
        var other => throw TemplateException.Type($"'{other.TypeName}' object cannot be interpreted as an integer"),
    };
}
