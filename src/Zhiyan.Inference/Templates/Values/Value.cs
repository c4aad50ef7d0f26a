using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>
/// A value as Python sees it: every member stands for one protocol of the language (truth, length, iteration, attribute, item, call, str, repr).
/// Immutable to a template, but for namespaces, cyclers and joiners, which live in one rendering.
/// </summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, as its error messages give it.</summary>
    public abstract string TypeName { get; }

    /// <summary>How an undefined member names its owner.</summary>
    public virtual string ObjectName => $"{TypeName} object";

    public virtual bool IsTrue => true;

    /// <summary>Null where <c>len()</c> is a type error.</summary>
    public virtual int? Length => null;

    public virtual bool IsIterable => false;

    public virtual bool IsCallable => false;

    public virtual IEnumerable<Value> Iterate() => throw TemplateException.Type($"'{TypeName}' object is not iterable");

    /// <summary>Python's getattr; null where the type has no such attribute.</summary>
    public virtual Value? Attribute(string name) => null;

    /// <summary>Python's <c>value[key]</c>; null where it raises a lookup or type error.</summary>
    public virtual Value? Item(Value key) => null;

    public virtual Value Slice(Value? start, Value? stop, Value? step, Rendering rendering) =>
        throw TemplateException.Type($"'{TypeName}' object is not subscriptable");

    public virtual bool Contains(Value item, Rendering rendering)
    {
        if (!IsIterable) throw TemplateException.Type($"argument of type '{TypeName}' is not iterable");
        return rendering.Each(this).Contains(item);
    }

    public virtual Value Call(Arguments arguments, Rendering rendering) =>
        throw TemplateException.Type($"'{TypeName}' object is not callable");

    /// <summary>Python's <c>str(value)</c>.</summary>
    public virtual void WriteTo(TextBuilder builder) => WriteRepr(builder);

    /// <summary>Python's <c>repr(value)</c>.</summary>
    public virtual void WriteRepr(TextBuilder builder) => builder.Append($"<{ObjectName}>");

    /// <summary>Python's <c>str(value)</c> as a value; a string is itself.</summary>
    public StringValue ToText(Rendering rendering)
    {
        if (this is StringValue already) return already;
        var builder = new TextBuilder(rendering);
        WriteTo(builder);
        return builder.ToValue();
    }
}
