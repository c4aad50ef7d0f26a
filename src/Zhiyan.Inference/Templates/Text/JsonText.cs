using System.Globalization;
using System.Text;
using Zhiyan.Inference.Templates.Operators;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's <c>json.dumps</c>: its spacing, its escapes, its numbers.</summary>
internal sealed class JsonText(Rendering rendering, bool asciiOnly, string? indent, string itemSeparator, string keySeparator, bool sortKeys)
{
    private readonly StringBuilder text = new();
    private bool hasInput;

    /// <summary>The whole is input if any string in it is: the quotes belong to what they hold.</summary>
    public StringValue Write(Value value)
    {
        Write(value, 0);
        return new StringValue(text.ToString(), hasInput ? Origin.Input : Origin.Trusted);
    }

    private void Write(Value value, int depth)
    {
        NativeStack.Ensure();
        rendering.Step();
        switch (value)
        {
            case StringValue s: Quote(s); break;
            case NoneValue: Append("null"); break;
            case BooleanValue flag: Append(flag.IsTrue ? "true" : "false"); break;
            case IntegerValue integer: Append(IntegerValue.Digits(integer.Number)); break;
            case FloatValue real: Append(Number(real.Number)); break;
            case SequenceValue sequence: Sequence(sequence, depth); break;
            case DictValue dict: Dict(dict, depth); break;
            default: throw TemplateException.Type($"Object of type {value.TypeName} is not JSON serializable");
        }
    }

    private void Sequence(SequenceValue sequence, int depth)
    {
        if (sequence.Items.Count == 0)
        {
            Append("[]");
            return;
        }
        Append("[");
        for (int i = 0; i < sequence.Items.Count; i++)
        {
            Separate(i, depth + 1);
            Write(sequence.Items[i], depth + 1);
        }
        Break(depth);
        Append("]");
    }

    private void Dict(DictValue dict, int depth)
    {
        if (dict.Entries.Count == 0)
        {
            Append("{}");
            return;
        }
        var entries = sortKeys ? Sorting.Sort(dict.Entries, entry => entry.Key, rendering) : dict.Entries;
        Append("{");
        for (int i = 0; i < entries.Count; i++)
        {
            Separate(i, depth + 1);
            Quote(Key(entries[i].Key));
            Append(keySeparator);
            Write(entries[i].Value, depth + 1);
        }
        Break(depth);
        Append("}");
    }

    private static StringValue Key(Value key) => key switch
    {
        StringValue name => name,
        NoneValue => new StringValue("null"),
        BooleanValue flag => new StringValue(flag.IsTrue ? "true" : "false"),
        IntegerValue integer => new StringValue(IntegerValue.Digits(integer.Number)),
        FloatValue real => new StringValue(Number(real.Number)),
        _ => throw TemplateException.Type($"keys must be str, int, float, bool or None, not {key.TypeName}"),
    };

    private static string Number(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : FloatText.Repr(number);

    private void Separate(int index, int depth)
    {
        if (index > 0) Append(itemSeparator);
        Break(depth);
    }

    private void Break(int depth)
    {
        if (indent is null) return;
        Append("\n");
        for (int i = 0; i < depth; i++) Append(indent);
    }

    private void Quote(StringValue value)
    {
        hasInput |= !value.Origin.IsTrusted;
        Append("\"");
        int plain = 0;
        for (int i = 0; i < value.Text.Length; i++)
        {
            if (Escape(value.Text[i]) is not { } escape) continue;
            Append(value.Text.AsSpan(plain, i - plain));
            Append(escape);
            plain = i + 1;
        }
        Append(value.Text.AsSpan(plain));
        Append("\"");
    }

    private string? Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\f' => "\\f",
        '\b' => "\\b",
        < ' ' => Unicode(character),
        > '~' when asciiOnly => Unicode(character),
        _ => null,
    };

    private static string Unicode(char character) => $"\\u{((int)character).ToString("x4", CultureInfo.InvariantCulture)}";

    private void Append(ReadOnlySpan<char> part)
    {
        rendering.Characters((long)text.Length + part.Length, part.Length);
        text.Append(part);
    }
}
