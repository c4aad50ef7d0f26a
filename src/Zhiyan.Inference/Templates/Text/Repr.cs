using System.Globalization;
using System.Text;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's <c>repr</c> of strings and sequences.</summary>
internal static class Repr
{
    /// <summary>In single quotes, or in double ones where the text has single ones only; what cannot be printed is escaped.</summary>
    public static string Quote(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        for (int at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at++]:x4}");
                continue;
            }
            at += rune.Utf16SequenceLength;
            Append(quoted, rune, quote);
        }
        return quoted.Append(quote).ToString();
    }

    /// <summary>A repr for a message: of simple values only, others by their type.</summary>
    public static string Short(Value value) => value switch
    {
        StringValue text => Quote(text.Text),
        IntegerValue integer when integer.Number.GetBitLength() < 1000 => IntegerValue.Digits(integer.Number),
        FloatValue real => FloatText.Repr(real.Number),
        BooleanValue flag => flag.IsTrue ? "True" : "False",
        NoneValue => "None",
        _ => value.TypeName,
    };

    public static void Write(TextBuilder builder, string open, IReadOnlyList<Value> items, string close)
    {
        NativeStack.Ensure();
        builder.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            builder.Rendering.Step();
            if (i > 0) builder.Append(", ");
            items[i].WriteRepr(builder);
        }
        builder.Append(close);
    }

    private static void Append(StringBuilder quoted, Rune rune, char quote)
    {
        _ = rune.Value switch
        {
            '\\' => quoted.Append("\\\\"),
            '\n' => quoted.Append("\\n"),
            '\r' => quoted.Append("\\r"),
            '\t' => quoted.Append("\\t"),
            var value when value == quote => quoted.Append('\\').Append(quote),
            _ when CharacterClasses.IsPrintable(rune) => quoted.Append(rune),
            var value and < 0x100 => quoted.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            var value and < 0x10000 => quoted.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
            var value => quoted.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
        };
    }
}
