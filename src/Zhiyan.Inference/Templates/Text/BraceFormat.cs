using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's <c>str.format</c>: fields in braces, read through the sandbox.</summary>
internal sealed class BraceFormat
{
    private readonly Func<string, Value> named;
    private readonly IReadOnlyList<Value> positional;
    private readonly bool escapes;
    private int next;

    private BraceFormat(IReadOnlyList<Value> positional, Func<string, Value> named, bool escapes)
    {
        this.positional = positional;
        this.named = named;
        this.escapes = escapes;
    }

    public static StringValue Apply(StringValue template, Arguments arguments, Rendering rendering) =>
        Apply(template, rendering, arguments.Positional, name =>
        {
            foreach (var (key, value) in arguments.Named)
                if (key == name) return value;
            throw TemplateException.Type($"format() has no argument '{name}'");
        });

    public static StringValue Apply(StringValue template, Value mapping, Rendering rendering) =>
        Apply(template, rendering, [], name => mapping.Item(new StringValue(name)) ?? throw TemplateException.Type($"format_map() has no key '{name}'"));

    private static StringValue Apply(StringValue template, Rendering rendering, IReadOnlyList<Value> positional, Func<string, Value> named)
    {
        var builder = new TextBuilder(rendering);
        new BraceFormat(positional, named, template.IsMarkup).Write(template, builder, depth: 0);
        return builder.ToValue(template.IsMarkup);
    }

    private void Write(StringValue template, TextBuilder builder, int depth)
    {
        if (depth > 1) throw TemplateException.Type("max string recursion exceeded");
        var text = template.Text;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('{' or '}'))
            {
                int end = text.AsSpan(at).IndexOfAny('{', '}') is >= 0 and var plain ? at + plain : text.Length;
                builder.Append(template, at, end - at);
                at = end - 1;
            }
            else if (at + 1 < text.Length && text[at + 1] == text[at]) builder.Append(template, at++, 1);
            else if (text[at] == '}') throw TemplateException.Type("Single '}' encountered in format string");
            else
            {
                int end = Closing(text, at);
                Field(template, at + 1, end, builder, depth);
                at = end;
            }
        }
    }

    /// <summary>The brace that ends a field; others may stand in its specification.</summary>
    private static int Closing(string text, int open)
    {
        int depth = 0;
        for (int at = open; at < text.Length; at++)
        {
            if (text[at] == '{') depth++;
            else if (text[at] == '}' && --depth == 0) return at;
        }
        throw TemplateException.Type("expected '}' before end of string");
    }

    private void Field(StringValue template, int start, int end, TextBuilder builder, int depth)
    {
        builder.Rendering.Step();
        var field = template.Text.AsSpan(start, end - start);
        int bracket = 0, nameEnd = 0;
        for (; nameEnd < field.Length && (bracket > 0 || field[nameEnd] is not ('!' or ':')); nameEnd++)
            bracket += field[nameEnd] switch { '[' => 1, ']' when bracket > 0 => -1, _ => 0 };
        var value = Lookup(field[..nameEnd].ToString());
        int specAt = nameEnd;
        if (nameEnd < field.Length && field[nameEnd] == '!')
        {
            value = Convert(value, nameEnd + 1 < field.Length ? field[nameEnd + 1] : '\0', builder.Rendering);
            specAt = nameEnd + 2;
            if (specAt < field.Length && field[specAt] != ':') throw TemplateException.Type("expected ':' after conversion specifier");
        }
        var spec = new TextBuilder(builder.Rendering);
        if (specAt < field.Length) Write(template.Part(start + specAt + 1, field.Length - specAt - 1), spec, depth + 1);
        if (!escapes) FormatSpec.Format(value, spec.ToValue().Text, builder);
        else
        {
            var formatted = new TextBuilder(builder.Rendering);
            FormatSpec.Format(value, spec.ToValue().Text, formatted);
            builder.Append(Editing.EscapeHtml(formatted.ToValue(value is StringValue { IsMarkup: true }), builder.Rendering));
        }
    }

    private static Value Convert(Value value, char conversion, Rendering rendering)
    {
        if (conversion == 's') return value.ToText(rendering);
        if (conversion != 'r') throw TemplateException.Type($"unknown conversion specifier '{conversion}'");
        var builder = new TextBuilder(rendering);
        value.WriteRepr(builder);
        return builder.ToValue();
    }

    /// <summary>A field's name: a number, a word or nothing, and then <c>.attribute</c> and <c>[item]</c>.</summary>
    private Value Lookup(string name)
    {
        int at = name.AsSpan().IndexOfAny('.', '[');
        var value = First(at < 0 ? name : name[..at]);
        while (at >= 0 && at < name.Length)
        {
            bool item = name[at] == '[';
            int end = item ? name.IndexOf(']', at) : name.IndexOfAny(['.', '['], at + 1);
            if (end < 0 && !item) end = name.Length;
            if (end < 0 || end == at + 1) throw TemplateException.Type("a field of the format string is empty or not closed");
            var key = name[(at + 1)..end];
            at = item ? end + 1 : end;
            value = !item ? Access.Attribute(value, new StringValue(key))
                : Access.Item(value, int.TryParse(key, out int index) && index >= 0 ? IntegerValue.Of(index) : new StringValue(key));
        }
        return value;
    }

    private Value First(string name)
    {
        int index = name.Length == 0 ? next++ : int.TryParse(name, out int number) && number >= 0 ? number : -1;
        if (index < 0) return named(name);
        return index < positional.Count
            ? positional[index]
            : throw TemplateException.Type($"Replacement index {index} out of range for positional args tuple");
    }
}
