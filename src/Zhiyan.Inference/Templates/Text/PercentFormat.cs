using System.Numerics;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's <c>text % values</c>: printf with <c>%(name)s</c>, <c>%r</c> and widths by <c>*</c>.</summary>
internal sealed class PercentFormat
{
    private readonly StringValue template;
    private readonly Value arguments;
    private readonly IReadOnlyList<Value> positional;
    private readonly TextBuilder builder;
    private int at, next;
    private bool named;

    private PercentFormat(StringValue template, Value arguments, Rendering rendering)
    {
        this.template = template;
        this.arguments = arguments;
        positional = arguments is TupleValue tuple ? tuple.Items : [arguments];
        builder = new TextBuilder(rendering);
    }

    public static StringValue Apply(StringValue template, Value arguments, Rendering rendering)
    {
        var format = new PercentFormat(template, arguments, rendering);
        format.Write();
        return format.builder.ToValue(template.IsMarkup);
    }

    private void Write()
    {
        var text = template.Text;
        while (at < text.Length)
        {
            int percent = text.IndexOf('%', at);
            if (percent < 0) percent = text.Length;
            builder.Append(template, at, percent - at);
            at = percent + 1;
            if (percent < text.Length) Conversion();
        }
        if (next < positional.Count && !named && arguments is not (DictValue or ListValue or UndefinedValue or NamespaceValue))
            throw TemplateException.Type("not all arguments converted during string formatting");
    }

    private void Conversion()
    {
        builder.Rendering.Step();
        var value = Key();
        var flags = Flags();
        int width = Size() ?? 0;
        if (width < 0) (width, flags) = (-width, flags | Flag.Left);
        int precision = -1;
        if (Peek == '.')
        {
            at++;
            precision = Size() ?? 0;
        }
        while (Peek is 'h' or 'l' or 'L') at++;
        if (Peek == '%')
        {
            builder.Append(template, at++, 1);
            return;
        }
        char type = Peek ?? throw TemplateException.Type("incomplete format");
        at++;
        Append(Converted(type, value ?? Next(), flags, precision), flags, width, type);
    }

    private char? Peek => at < template.Text.Length ? template.Text[at] : null;

    private Value? Key()
    {
        if (Peek != '(') return null;
        int end = at, depth = 0;
        do
        {
            if (end == template.Text.Length) throw TemplateException.Type("incomplete format key");
            depth += template.Text[end++] switch { '(' => 1, ')' => -1, _ => 0 };
        }
        while (depth > 0);
        var key = template.Text[(at + 1)..(end - 1)];
        at = end;
        named = true;
        if (arguments is not DictValue dict) throw TemplateException.Type("format requires a mapping");
        return dict.Item(new StringValue(key)) ?? throw TemplateException.Type($"the mapping has no key '{key}'");
    }

    private Flag Flags()
    {
        var flags = Flag.None;
        for (; ; at++)
        {
            var flag = Peek switch { '-' => Flag.Left, '+' => Flag.Plus, ' ' => Flag.Space, '#' => Flag.Alternate, '0' => Flag.Zero, _ => Flag.None };
            if (flag == Flag.None) return flags;
            flags |= flag;
        }
    }

    private int? Size()
    {
        if (Peek != '*') return FormatSpec.Number(template.Text, ref at);
        at++;
        if (!Numbers.TryInteger(Next(), out var size)) throw TemplateException.Type("* wants int");
        if (BigInteger.Abs(size) > FormatSpec.MaxWidth)
            throw TemplateException.Limit($"a format asks for more than {FormatSpec.MaxWidth:N0} characters.");
        return (int)size;
    }

    private Value Next() =>
        next < positional.Count ? positional[next++] : throw TemplateException.Type("not enough arguments for format string");

    /// <summary>The sign, the prefix and the text of one value.</summary>
    private (string Lead, StringValue Body) Converted(char type, Value value, Flag flags, int precision)
    {
        switch (type)
        {
            case 's' or 'r' or 'a':
                var text = Escaped(type == 's' ? value.ToText(builder.Rendering) : Represented(value));
                return ("", precision >= 0 && precision < text.CodePoints ? text.Part(0, text.UnitAt(precision)) : text);
            case 'c':
                return ("", value is StringValue { CodePoints: 1 } one ? one : new StringValue(Radix.Character(Integer(value, type))));
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o':
                var number = Integer(value, type);
                var size = BigInteger.Abs(number);
                var digits = type switch { 'x' or 'X' => Radix.Digits(size, 4), 'o' => Radix.Digits(size, 3), _ => IntegerValue.Digits(size) };
                if (type == 'X') digits = digits.ToUpperInvariant();
                var prefix = flags.HasFlag(Flag.Alternate) && type is 'x' or 'X' or 'o' ? $"0{type}" : "";
                return (Sign(number.Sign < 0, flags) + prefix, new StringValue(digits.PadLeft(Math.Max(precision, 0), '0')));
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                double real = Real(value);
                var plain = Digits(char.ToLowerInvariant(type), real, precision < 0 ? 6 : precision, flags.HasFlag(Flag.Alternate));
                return (Sign(double.IsNegative(real) && !double.IsNaN(real), flags), new StringValue(char.IsUpper(type)
                    ? plain.ToUpperInvariant()
                    : plain));
            default:
                throw TemplateException.Type($"unsupported format character '{type}'");
        }
    }

    private static string Digits(char type, double number, int precision, bool alternate)
    {
        if (!double.IsFinite(number)) return FloatText.NotFinite(Math.Abs(number));
        var digits = type switch
        {
            'e' => FloatText.Scientific(number, precision),
            'f' => FloatText.Fixed(number, precision),
            _ => FloatText.General(number, precision, alternate),
        };
        return alternate ? FloatText.WithPoint(digits) : digits;
    }

    private StringValue Escaped(StringValue text) => template.IsMarkup ? Editing.EscapeHtml(text, builder.Rendering) : text;

    private StringValue Represented(Value value)
    {
        var repr = new TextBuilder(builder.Rendering);
        value.WriteRepr(repr);
        return repr.ToValue();
    }

    private static string Sign(bool negative, Flag flags) =>
        negative ? "-" : flags.HasFlag(Flag.Plus) ? "+" : flags.HasFlag(Flag.Space) ? " " : "";

    private static BigInteger Integer(Value value, char type)
    {
        if (Numbers.TryInteger(value, out var integer)) return integer;
        if (value is FloatValue { Number: var real } && double.IsFinite(real) && type is 'd' or 'i' or 'u')
            return new BigInteger(Math.Truncate(real));
        throw TemplateException.Type($"%{type} format: a number is required, not {value.TypeName}");
    }

    private static double Real(Value value) =>
        Numbers.TryFloat(value, out double number) ? number : throw TemplateException.Type($"must be real number, not {value.TypeName}");

    private void Append((string Lead, StringValue Body) converted, Flag flags, int width, char type)
    {
        var (lead, body) = converted;
        int room = Math.Max(width - lead.Length - body.CodePoints, 0);
        bool left = flags.HasFlag(Flag.Left), zeros = !left && flags.HasFlag(Flag.Zero) && type is not ('s' or 'r' or 'a' or 'c');
        if (!left && !zeros) builder.Append(new string(' ', room));
        builder.Append(lead);
        if (zeros) builder.Append(new string('0', room));
        builder.Append(body);
        if (left) builder.Append(new string(' ', room));
    }

    [Flags]
    private enum Flag
    {
        None = 0,
        Left = 1,
        Plus = 2,
        Space = 4,
        Alternate = 8,
        Zero = 16,
    }
}
