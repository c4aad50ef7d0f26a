using System.Globalization;
using System.Text;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>A cell's value as a person sees it: dates by the calendar, percentages, decimals and thousands as the cell's format has them.</summary>
internal static class ShownValue
{
    public static string Of(object? value, string? format) => value switch
    {
        null => "",
        string text => text.Trim(),
        bool truth => truth ? "TRUE" : "FALSE",
        DateTime date => Date(date, format ?? ""),
        TimeSpan span => span.ToString(span.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture),
        double number => Number(number, format ?? ""),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Date(DateTime date, string format)
    {
        var bare = Bare(format.Split(';')[0]).Signs.ToLowerInvariant();
        bool hasDay = bare.Contains('d') || bare.Contains('y') || bare.Contains('e');
        bool hasTime = bare.Contains('h') || bare.Contains('s') || date.TimeOfDay != TimeSpan.Zero;
        var time = date.Second != 0 || bare.Contains('s') ? "HH:mm:ss" : "HH:mm";
        if (!hasDay && hasTime && date.Year < 1901) return date.ToString(time, CultureInfo.InvariantCulture);
        return date.ToString(hasTime ? "yyyy-MM-dd " + time : "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Number(double number, string format)
    {
        var sections = format.Split(';');
        bool isNegative = number < 0 && sections.Length > 1;
        var (signs, before, after) = Bare(isNegative ? sections[1] : sections[0]);
        if (signs.Length == 0 || signs.AsSpan().IndexOfAny('0', '#') < 0 || signs.AsSpan().IndexOfAny("Ee?/@") >= 0) return General(number);
        bool isPercent = signs.Contains('%');
        int point = signs.IndexOf('.');
        int decimals = point < 0 ? 0 : Math.Min(signs.AsSpan(point).Count('0') + signs.AsSpan(point).Count('#'), 15);
        int required = point < 0 ? 0 : Math.Min(signs.AsSpan(point).Count('0'), 15);
        var whole = point < 0 ? signs : signs[..point];
        int digits = Math.Min(whole.Count(sign => sign == '0'), 20);
        var pattern = (whole.Contains(',') ? "#,##" : "") + new string('0', Math.Max(digits, 1)) + (decimals > 0 ? "." + new string('0', required) + new string('#', decimals - required) : "");
        double shown = (isNegative ? -number : number) * (isPercent ? 100 : 1);
        var text = Math.Abs(shown) < 1e27 ? ((decimal)shown).ToString(pattern, CultureInfo.InvariantCulture) : General(shown);
        return before + text + (isPercent ? "%" : "") + after;
    }

    /// <summary>Fifteen digits, as a sheet keeps them, and never an exponent for a number a person would write out.</summary>
    private static string General(double number) => Math.Abs(number) is > 1e-9 and < 1e15 or 0 && !double.IsNaN(number)
        ? ((decimal)number).ToString("0.##############", CultureInfo.InvariantCulture)
        : number.ToString("G15", CultureInfo.InvariantCulture);

    /// <summary>A format without its colours and fillers: its signs, and the words that stand before and after the number.</summary>
    private static (string Signs, string Before, string After) Bare(string format)
    {
        StringBuilder signs = new(), before = new(), after = new();
        StringBuilder Words() => signs.Length == 0 ? before : after;
        for (int at = 0; at < format.Length; at++)
        {
            switch (format[at])
            {
                case '"':
                    int end = format.IndexOf('"', at + 1);
                    if (end < 0) end = format.Length;
                    Words().Append(format, at + 1, end - at - 1);
                    at = end;
                    break;
                case '\\':
                    if (++at < format.Length) Words().Append(format[at]);
                    break;
                case '_' or '*':
                    at++;
                    break;
                case '[':
                    int close = format.IndexOf(']', at);
                    if (close < 0) close = format.Length - 1;
                    if (at + 1 < format.Length && format[at + 1] == '$') Words().Append(format[(at + 2)..close].Split('-')[0]);       // [$¥-804]: a currency
                    at = close;
                    break;
                case '$' or '¥' or '€' or '£' or '￥' or '(' or ')' or ' ' or '-' or '+':
                    Words().Append(format[at]);
                    break;
                default:
                    signs.Append(format[at]);
                    break;
            }
        }
        return (signs.ToString(), before.ToString(), after.ToString());
    }
}
