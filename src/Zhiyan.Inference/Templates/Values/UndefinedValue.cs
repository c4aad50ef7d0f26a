using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>
/// What a missing name or member gives: empty where it is printed, tested or iterated, an error with its reason where it is used.
/// </summary>
internal sealed class UndefinedValue : Value
{
    private readonly TemplateErrorKind kind;
    private readonly Func<string> reason;       // built only if it is shown: most undefined values are only tested

    private UndefinedValue(Func<string> reason, TemplateErrorKind kind = TemplateErrorKind.Undefined)
    {
        this.reason = reason;
        this.kind = kind;
    }

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    public override int? Length => 0;

    public override bool IsIterable => true;

    public override bool IsCallable => true;

    public static UndefinedValue Because(string reason) => new(() => reason);

    public static UndefinedValue Variable(string name) => new(() => $"'{name}' is undefined");

    public static UndefinedValue Member(Value owner, string name) => new(() => $"'{owner.ObjectName}' has no attribute '{name}'");

    public static UndefinedValue Element(Value owner, Value key) =>
        key is StringValue name ? Member(owner, name.Text) : new(() => $"{owner.ObjectName} has no element {Repr.Short(key)}");

    public static UndefinedValue Unsafe(Value owner, string name) =>
        new(() => $"access to attribute '{name}' of '{owner.TypeName}' object is unsafe.", TemplateErrorKind.Security);

    public TemplateException Error() => new(kind, reason());

    public override IEnumerable<Value> Iterate() => [];

    public override Value? Attribute(string name) => throw Error();

    public override Value? Item(Value key) => throw Error();

    public override Value Slice(Value? start, Value? stop, Value? step, Rendering rendering) => throw Error();

    public override Value Call(Arguments arguments, Rendering rendering) => throw Error();

    public override void WriteTo(TextBuilder builder)
    {
    }

    public override void WriteRepr(TextBuilder builder) => builder.Append("Undefined");

    public override bool Equals(object? other) => other is UndefinedValue;

    public override int GetHashCode() => 0;
}
