using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>
/// The <c>loop</c> of a for block. Items are fetched one by one, and one ahead only if the template asks what comes next.
/// </summary>
internal sealed class LoopValue(Value items, int depth, Func<Value, Value>? recurse) : Value
{
    private static readonly Function CycleItems = Function.Free("cycle", call => ((LoopValue)call.Subject).Cycle(call.Arguments));
    private static readonly Function HasChanged = Function.Free("changed", call => ((LoopValue)call.Subject).Changed(call.Arguments));
    private IEnumerator<Value> rest = items.Iterate().GetEnumerator();
    private Value? previous, next;
    private IReadOnlyList<Value>? lastChecked;
    private int index = -1, length = -1;

    public Value Current { get; private set; } = NoneValue.Instance;

    public override string TypeName => "LoopContext";

    public override string ObjectName => "jinja2.runtime.LoopContext object";

    public override int? Length => Count;

    public override bool IsCallable => true;

    private int Count
    {
        get
        {
            if (length >= 0) return length;
            if (items.Length is { } known) return length = known;
            var remaining = new List<Value>();
            while (rest.MoveNext()) remaining.Add(rest.Current);
            rest = remaining.GetEnumerator();
            return length = remaining.Count + index + 1 + (next is null ? 0 : 1);
        }
    }

    private bool IsLast => Peek() is null;

    public bool MoveNext(Rendering rendering)
    {
        rendering.Step();
        if (Peek() is not { } item) return false;
        previous = index < 0 ? null : Current;
        (Current, next) = (item, null);
        index++;
        return true;
    }

    public override Value? Attribute(string name) => name switch
    {
        "index" => IntegerValue.Of(index + 1),
        "index0" => IntegerValue.Of(index),
        "revindex" => IntegerValue.Of(Count - index),
        "revindex0" => IntegerValue.Of(Count - index - 1),
        "first" => BooleanValue.Of(index == 0),
        "last" => BooleanValue.Of(IsLast),
        "length" => IntegerValue.Of(Count),
        "depth" => IntegerValue.Of(depth + 1),
        "depth0" => IntegerValue.Of(depth),
        "previtem" => previous ?? UndefinedValue.Because("there is no previous item"),
        "nextitem" => Peek() ?? UndefinedValue.Because("there is no next item"),
        "cycle" => new FunctionValue(CycleItems, this),
        "changed" => new FunctionValue(HasChanged, this),
        _ => null,
    };

    public override Value Call(Arguments arguments, Rendering rendering)
    {
        if (recurse is null) throw TemplateException.Type("the loop must have the 'recursive' marker to be called recursively");
        return arguments is { Positional: [var inner], Named: [] }
            ? recurse(inner)
            : throw TemplateException.Type("loop() takes one argument, the items");
    }

    public override void WriteRepr(TextBuilder builder) => builder.Append($"<LoopContext {index + 1}/{Count}>");

    private Value? Peek() => next ??= rest.MoveNext() ? rest.Current : null;

    private Value Cycle(Arguments arguments) => arguments.Positional.Count > 0 ? arguments.Positional[index % arguments.Positional.Count]
        : throw TemplateException.Type("no items for cycling given");

    private BooleanValue Changed(Arguments arguments)
    {
        if (lastChecked is not null && lastChecked.SequenceEqual(arguments.Positional)) return BooleanValue.False;
        lastChecked = arguments.Positional;
        return BooleanValue.True;
    }
}
