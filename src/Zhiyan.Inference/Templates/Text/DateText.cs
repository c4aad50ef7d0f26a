using System.Globalization;
using System.Text;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>C's <c>strftime</c> in the C locale, for a time without a zone.</summary>
internal static class DateText
{
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }
            char flag = format[at + 1] is '-' or '_' or '0' or '^' && at + 2 < format.Length ? format[++at] : '\0';
            char directive = format[++at];
            var part = Part(time, directive);
            text.Append(part is null ? $"%{(flag == 0 ? "" : flag.ToString())}{directive}" : Flagged(part, flag));
        }
        return text.ToString();
    }

    /// <summary>Glibc's flags: '-' drops the padding of a number, '_' and '0' choose it, '^' asks for capitals.</summary>
    private static string Flagged(string part, char flag)
    {
        if (flag == '^') return part.ToUpperInvariant();
        if (flag == 0 || part.Length == 0 || part.AsSpan().TrimStart(' ').ContainsAnyExceptInRange('0', '9')) return part;
        var digits = part[..^1].TrimStart('0', ' ') + part[^1];
        return flag switch { '-' => digits, '_' => digits.PadLeft(part.Length), _ => digits.PadLeft(part.Length, '0') };
    }

    private static string? Part(DateTimeOffset time, char directive) => directive switch
    {
        'a' => Clock(time, "ddd"),
        'A' => Clock(time, "dddd"),
        'b' or 'h' => Clock(time, "MMM"),
        'B' => Clock(time, "MMMM"),
        'c' => Clock(time, "ddd MMM ") + Blank(time.Day) + Clock(time, " HH:mm:ss yyyy"),
        'C' => $"{time.Year / 100:00}",
        'd' => Clock(time, "dd"),
        'D' or 'x' => Clock(time, "MM/dd/yy"),
        'e' => Blank(time.Day),
        'f' => Clock(time, "ffffff"),
        'F' => Clock(time, "yyyy-MM-dd"),
        'g' => $"{ISOWeek.GetYear(time.DateTime) % 100:00}",
        'G' => ISOWeek.GetYear(time.DateTime).ToString(CultureInfo.InvariantCulture),
        'H' => Clock(time, "HH"),
        'I' => Clock(time, "hh"),
        'j' => $"{time.DayOfYear:000}",
        'k' => Blank(time.Hour),
        'l' => Blank((time.Hour + 11) % 12 + 1),
        'm' => Clock(time, "MM"),
        'M' => Clock(time, "mm"),
        'n' => "\n",
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'r' => Clock(time, "hh:mm:ss ") + (time.Hour < 12 ? "AM" : "PM"),
        'R' => Clock(time, "HH:mm"),
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Clock(time, "ss"),
        't' => "\t",
        'T' or 'X' => Clock(time, "HH:mm:ss"),
        'u' => (((int)time.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture),
        'U' => $"{(time.DayOfYear + 6 - (int)time.DayOfWeek) / 7:00}",
        'V' => $"{ISOWeek.GetWeekOfYear(time.DateTime):00}",
        'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'W' => $"{(time.DayOfYear + 6 - ((int)time.DayOfWeek + 6) % 7) / 7:00}",
        'y' => Clock(time, "yy"),
        'Y' => time.Year.ToString(CultureInfo.InvariantCulture),
        'z' or 'Z' => "",
        '%' => "%",
        _ => null,
    };

    private static string Clock(DateTimeOffset time, string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);

    private static string Blank(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(2);
}
