using System.Numerics;
using System.Text;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's format specification: <c>[[fill]align][sign][#][0][width][grouping][.precision][type]</c>.</summary>
internal sealed class FormatSpec
{
    /// <summary>The longest width or precision, far past any table a prompt could hold.</summary>
    public const int MaxWidth = 10_000;

    private Rune fill = new(' ');
    private char align, sign = '-', grouping, type;
    private bool alternate, padsZeros;
    private int width, precision = -1;

    private FormatSpec()
    {
    }

    public static void Format(Value value, string text, TextBuilder builder)
    {
        if (text.Length == 0) value.WriteTo(builder);
        else Parse(text).Write(value, builder);
    }

    private static FormatSpec Parse(string text)
    {
        var spec = new FormatSpec();
        int at = 0;
        bool filled = false;
        if (Rune.TryGetRuneAt(text, 0, out var first) && first.Utf16SequenceLength is var after && after < text.Length && IsAlign(text[after]))
        {
            spec.fill = first;
            spec.align = text[after];
            at = after + 1;
            filled = true;
        }
        else if (IsAlign(text[0])) spec.align = text[at++];
        if (at < text.Length && text[at] is '+' or '-' or ' ') spec.sign = text[at++];
        if (at < text.Length && text[at] == '#') spec.alternate = text[at++] == '#';
        if (at < text.Length && text[at] == '0')
        {
            if (!filled) spec.fill = new Rune('0');
            if (spec.align == 0) (spec.align, spec.padsZeros) = ('=', true);
            at++;
        }
        spec.width = Number(text, ref at) ?? 0;
        if (at < text.Length && text[at] is ',' or '_') spec.grouping = text[at++];
        if (at < text.Length && text[at] == '.')
        {
            at++;
            spec.precision = Number(text, ref at) ?? throw TemplateException.Type("format specifier missing precision");
        }
        if (at < text.Length) spec.type = text[at++];
        if (at < text.Length) throw TemplateException.Type($"invalid format specifier '{text}'");
        if (spec.grouping != 0 && !(spec.grouping == ',' ? "defgEFG%\0" : "defgEFG%\0boxX").Contains(spec.type))
            throw TemplateException.Type($"cannot specify '{spec.grouping}' with '{spec.type}'.");
        return spec;

        static bool IsAlign(char character) => character is '<' or '>' or '=' or '^';
    }

    /// <summary>Reads a width or precision; null where no digit stands there.</summary>
    public static int? Number(string text, ref int at)
    {
        int start = at, number = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            number = number * 10 + (text[at] - '0');
            if (number > MaxWidth) throw TemplateException.Limit($"a format asks for more than {MaxWidth:N0} characters.");
        }
        return at > start ? number : null;
    }

    private void Write(Value value, TextBuilder builder)
    {
        if (value is StringValue text) WriteText(text, builder);
        else if ("\0dnboxXc".Contains(type) && Numbers.TryInteger(value, out var integer)) WriteInteger(integer, builder);
        else if (Numbers.TryFloat(value, out double real)) WriteFloat(real, builder);
        else throw TemplateException.Type($"unsupported format string passed to {value.TypeName}.__format__");
    }

    private void WriteText(StringValue text, TextBuilder builder)
    {
        if (type is not ('\0' or 's')) throw Unknown("str");
        if ((align == '=' && !padsZeros) || grouping != 0)
            throw TemplateException.Type("'=' and grouping are not allowed in a string format specifier");
        if (precision >= 0 && precision < text.CodePoints) text = text.Part(0, text.UnitAt(precision));
        int room = Math.Max(width - text.CodePoints, 0);
        int left = align switch { '>' => room, '^' => room / 2, _ => 0 };
        builder.Append(Fill(left, builder.Rendering)).Append(text).Append(Fill(room - left, builder.Rendering));
    }

    private void WriteInteger(BigInteger number, TextBuilder builder)
    {
        if (precision >= 0) throw TemplateException.Type("precision not allowed in integer format specifier");
        var size = BigInteger.Abs(number);
        var (prefix, digits) = type switch
        {
            'b' => ("0b", Radix.Digits(size, 1)),
            'o' => ("0o", Radix.Digits(size, 3)),
            'x' => ("0x", Radix.Digits(size, 4)),
            'X' => ("0X", Radix.Digits(size, 4).ToUpperInvariant()),
            'c' => ("", Radix.Character(number)),
            _ => ("", IntegerValue.Digits(size)),
        };
        WriteNumber(number.Sign < 0, alternate ? prefix : "", digits, "", type is 'b' or 'o' or 'x' or 'X' ? 4 : 3, builder);
    }

    private void WriteFloat(double number, TextBuilder builder)
    {
        var text = double.IsFinite(number) ? Digits(number) : FloatText.NotFinite(Math.Abs(number));
        if (alternate && double.IsFinite(number)) text = FloatText.WithPoint(text);
        if (type is 'E' or 'F' or 'G') text = text.ToUpperInvariant();
        int whole = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (whole < 0) whole = text.Length;
        var rest = text[whole..] + (type == '%' ? "%" : "");
        WriteNumber(double.IsNegative(number) && !double.IsNaN(number), "", text[..whole], rest, 3, builder);
    }

    private string Digits(double number)
    {
        int decimals = precision < 0 ? 6 : precision;
        switch (type)
        {
            case 'e' or 'E': return FloatText.Scientific(number, decimals);
            case 'f' or 'F': return FloatText.Fixed(number, decimals);
            case '%': return FloatText.Fixed(number * 100, decimals);
            case 'g' or 'G' or 'n': return FloatText.General(number, decimals, alternate);
            case '\0' when precision < 0: return FloatText.Repr(Math.Abs(number));
            case '\0': return FloatText.General(number, decimals, alternate, isFloat: true);
            default: throw Unknown("float");
        }
    }

    private void WriteNumber(bool negative, string prefix, string digits, string rest, int group, TextBuilder builder)
    {
        var lead = (negative ? "-" : sign == '-' ? "" : sign.ToString()) + prefix;
        bool zeros = align == '=' && fill.Value == '0';
        int taken = lead.Length + rest.Length;
        if (grouping != 0 && digits.Length > 0) digits = Grouped(digits, grouping, group, zeros ? width - taken : 0);
        int room = Math.Max(width - taken - digits.EnumerateRunes().Count(), 0);
        int left = align switch { '<' => 0, '^' => room / 2, _ => room };
        if (align != '=') builder.Append(Fill(left, builder.Rendering)).Append(lead);
        else builder.Append(lead).Append(Fill(room, builder.Rendering));
        builder.Append(digits).Append(rest);
        if (align != '=') builder.Append(Fill(room - left, builder.Rendering));
    }

    /// <summary>Digits with separators, led by zeros, which are separated too, up to the width.</summary>
    private static string Grouped(string digits, char separator, int group, int width)
    {
        var grouped = new StringBuilder();
        for (int i = 0; i < digits.Length || grouped.Length < width; i++)
        {
            if (i > 0 && i % group == 0) grouped.Insert(0, separator);
            grouped.Insert(0, i < digits.Length ? digits[^(i + 1)] : '0');
        }
        return grouped.ToString();
    }

    private StringValue Fill(int count, Rendering rendering) => Editing.Repeat(new StringValue(fill.ToString()), count, rendering);

    private TemplateException Unknown(string typeName) =>
        TemplateException.Type($"unknown format code '{type}' for object of type '{typeName}'");
}
