using System.Text;
using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>
/// A string with the origin of its characters. Lengths and indices that a template sees count code points; those of this class's callers,
/// UTF-16 units.
/// </summary>
internal sealed class StringValue(string text, Origin origin = default, bool isMarkup = false) : Value
{
    public static readonly StringValue Empty = new("");
    private int length = -1;

    public string Text => text;

    public Origin Origin => origin;

    /// <summary>Marked by <c>safe</c> or <c>escape</c>: what is joined to it is escaped first.</summary>
    public bool IsMarkup => isMarkup;

    public override string TypeName => isMarkup ? "Markup" : "str";

    public override string ObjectName => isMarkup ? "markupsafe.Markup object" : "str object";

    public override bool IsTrue => text.Length > 0;

    public override int? Length => CodePoints;

    public override bool IsIterable => true;

    public int CodePoints
    {
        get
        {
            if (length < 0)
            {
                length = text.Length;
                for (int i = 1; i < text.Length; i++)
                    if (char.IsSurrogatePair(text[i - 1], text[i])) length--;
            }
            return length;
        }
    }

    public override IEnumerable<Value> Iterate()
    {
        for (int at = 0; at < text.Length; at = Next(at)) yield return Part(at, Next(at) - at).AsMarkup(false);
    }

    public override Value? Attribute(string name) => StringMethods.Find(this, name);

    public override Value? Item(Value key)
    {
        int index = Indices.Of(key, CodePoints);
        if (index < 0) return null;
        int at = UnitAt(index);
        return Part(at, Next(at) - at);
    }

    public override Value Slice(Value? start, Value? stop, Value? step, Rendering rendering)
    {
        var (first, by, count) = Indices.Slice(start, stop, step, CodePoints);
        if (count == 0) return isMarkup ? new StringValue("", isMarkup: true) : Empty;
        if (by == 1)
        {
            int from = UnitAt(first);
            return Part(from, UnitAt(first + count) - from);
        }
        var places = Places();
        var builder = new TextBuilder(rendering);
        for (int i = 0; i < count; i++)
        {
            int at = places[first + i * by];
            builder.Append(this, at, Next(at) - at);
        }
        return builder.ToValue(isMarkup);
    }

    public override bool Contains(Value item, Rendering rendering)
    {
        if (item is not StringValue part)
            throw TemplateException.Type($"'in <string>' requires string as left operand, not {item.TypeName}");
        rendering.Step(text.Length >> 6);
        return text.Contains(part.Text, StringComparison.Ordinal);
    }

    public override void WriteTo(TextBuilder builder) => builder.Append(this);

    public override void WriteRepr(TextBuilder builder)
    {
        if (isMarkup) builder.Append("Markup(");
        builder.Append(Repr.Quote(text), origin);
        if (isMarkup) builder.Append(")");
    }

    /// <summary>A part by UTF-16 units, which keeps its origin.</summary>
    public StringValue Part(int start, int count)
    {
        if (count == text.Length) return this;
        if (count == 0) return isMarkup ? new StringValue("", isMarkup: true) : Empty;
        var part = text.Substring(start, count);
        if (!origin.IsMixed) return new StringValue(part, origin, isMarkup);
        var bounds = new List<int>();
        origin.CopyTo(bounds, start, count, 0);
        return new StringValue(part, Origin.Of(bounds, count), isMarkup);
    }

    /// <summary>The same string with or without the mark of markup.</summary>
    public StringValue AsMarkup(bool mark) => mark == isMarkup ? this : new StringValue(text, origin, mark);

    /// <summary>The unit at which a code point starts; the length for the one past the last.</summary>
    public int UnitAt(int codePoint)
    {
        if (CodePoints == text.Length) return codePoint;
        int at = 0;
        for (; codePoint > 0; codePoint--) at = Next(at);
        return at;
    }

    /// <summary>How many code points stand before a unit.</summary>
    public int CodePointAt(int unit)
    {
        if (CodePoints == text.Length) return unit;
        int count = 0;
        for (int at = 0; at < unit; at = Next(at)) count++;
        return count;
    }

    public Rune? RuneAt(int unit) => Rune.TryGetRuneAt(text, unit, out var rune) ? rune : null;

    /// <summary>The unit after the code point at <paramref name="unit"/>.</summary>
    public int Next(int unit) => unit + 1 < text.Length && char.IsSurrogatePair(text[unit], text[unit + 1]) ? unit + 2 : unit + 1;

    public override bool Equals(object? other) => other is StringValue value && value.Text == text;

    public override int GetHashCode() => text.GetHashCode();

    private int[] Places()
    {
        var places = new int[CodePoints];
        for (int i = 0, at = 0; i < places.Length; i++, at = Next(at)) places[i] = at;
        return places;
    }
}
