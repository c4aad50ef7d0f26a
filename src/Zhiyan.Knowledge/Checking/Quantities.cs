using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Checking;

/// <summary>Finds the numbers of a folded text: digits, Chinese numerals, English number words, dates, decades, percentages.</summary>
internal static partial class Quantities
{
    private const string Months = "january|february|march|april|may|june|july|august|september|october|november|december";

    /// <summary>Words that are letters of a number rather than of a name: what follows digits without a space.</summary>
    private static readonly HashSet<string> units = new(StringComparer.Ordinal)
    {
        "st", "nd", "rd", "th", "s", "km", "m", "cm", "mm", "kg", "g", "mg", "mi", "ft", "in", "lb", "mph", "am", "pm", "bn", "k", "hz", "mhz", "ghz", "mb", "gb", "bc", "ad",
    };

    private static readonly Dictionary<string, double> words = new(StringComparer.Ordinal)
    {
        ["zero"] = 0, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11,
        ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20,
        ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90, ["dozen"] = 12, ["twice"] = 2,
    };

    private static readonly Dictionary<string, double> ordinals = new(StringComparer.Ordinal)
    {
        ["first"] = 1, ["second"] = 2, ["third"] = 3, ["fourth"] = 4, ["fifth"] = 5, ["sixth"] = 6, ["seventh"] = 7, ["eighth"] = 8, ["ninth"] = 9, ["tenth"] = 10,
        ["eleventh"] = 11, ["twelfth"] = 12, ["thirteenth"] = 13, ["fourteenth"] = 14, ["fifteenth"] = 15, ["sixteenth"] = 16, ["seventeenth"] = 17, ["eighteenth"] = 18,
        ["nineteenth"] = 19, ["twentieth"] = 20,
    };

    public static IReadOnlyList<Quantity> Of(string text)
    {
        var found = new List<Quantity>();
        foreach (Match match in Dated().Matches(text)) Add(match, Month(match.Groups["month"].Value) * 100 + Whole(match.Groups["day"].Value), QuantityKind.Date);
        foreach (Match match in ChineseDate().Matches(text)) Add(match, Parse(match.Groups["month"].Value) * 100 + Parse(match.Groups["day"].Value), QuantityKind.Date);
        foreach (Match match in Decade().Matches(text)) Add(match, DecadeOf(match), QuantityKind.Decade);
        foreach (Match match in Century().Matches(text)) Add(match, Parse(match.Groups["number"].Value), QuantityKind.Century);
        foreach (Match match in Number().Matches(text)) AddNumber(match);
        foreach (Match match in Word().Matches(text))
        {
            if (ordinals.TryGetValue(match.Value, out double ordinal)) Add(match, ordinal, QuantityKind.Ordinal);
            else if (SpelledOut(match.Value) is { } value) Add(match, value, QuantityKind.Number, NextWord(text, match.Index + match.Length));
        }
        return [.. found.OrderBy(quantity => quantity.Start)];

        void AddNumber(Match match)
        {
            var digits = match.Groups["digits"].Value;
            int end = match.Index + match.Length;
            var attached = Attached(text, end);
            if (IsPartOfCode(text, match.Index, attached)) return;
            if (digits is "一" or "十" or "百" or "千" or "万" or "萬" && !IsCounted(text, end)) return;
            double value = Parse(digits) * Scale(match.Groups["scale"].Value, text, ref end);
            var unit = Unit(text, end);
            var kind = text.AsSpan(match.Index - (match.Index > 0 ? 1 : 0)).StartsWith("第") || attached is "st" or "nd" or "rd" or "th" ? QuantityKind.Ordinal
                : unit is "%" or "percent" or "per" ? QuantityKind.Percent
                : unit is "年" && value is > 31 and < 2200 || IsYear(digits, value, unit) ? QuantityKind.Year
                : QuantityKind.Number;
            if (unit is "成" && value is >= 1 and <= 10) (kind, value) = (QuantityKind.Percent, value * 10);
            Add(match, value, kind, unit);
        }

        // What is a part of a date or a decade is no number of its own.
        void Add(Match match, double value, QuantityKind kind, string unit = "")
        {
            if (found.Any(other => match.Index < other.End && other.Start < match.Index + match.Length)) return;
            found.Add(new Quantity(kind, value, match.Value.Trim(), unit, match.Index, match.Index + match.Length));
        }
    }

    private static bool IsYear(string digits, double value, string unit) =>
        digits.Length == 4 && char.IsAsciiDigit(digits[0]) && value is >= 1000 and < 2100 && (unit.Length == 0 || unit[0] is > 'a' and <= 'z' && unit is not ("km" or "m" or "people"));

    private static string Attached(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || char.IsAsciiDigit(text[end]))) end++;
        return text[at..end];
    }

    private static bool IsPartOfCode(string text, int start, string attached) =>
        start > 0 && char.IsAsciiLetter(text[start - 1]) || start > 1 && text[start - 1] is '-' && char.IsAsciiLetter(text[start - 2]) || attached.Length > 0 && !units.Contains(attached);

    /// <summary>Whether a lone 一 or 十 counts something, rather than being a part of a word such as 一起.</summary>
    private static bool IsCounted(string text, int at) => at < text.Length && "年月日个個名位人岁歲米公里吨次座艘辆輛处處家倍成万萬亿億千百天".Contains(text[at]);

    private static double Scale(string scale, string text, ref int end)
    {
        if (scale.Length > 0) return scale.Aggregate(1.0, (product, c) => product * Chinese(c));
        var word = NextWord(text, end);
        double factor = word switch { "hundred" => 100, "thousand" => 1e3, "million" => 1e6, "billion" => 1e9, _ => 1 };
        if (factor > 1) end = text.IndexOf(word, end, StringComparison.Ordinal) + word.Length;
        return factor;
    }

    /// <summary>The Latin word or the Han character that follows, after 多, 余 and the like.</summary>
    private static string Unit(string text, int at)
    {
        while (at < text.Length && (text[at] is ' ' or '多' or '余' or '餘' or '几' or '来' or '-')) at++;
        if (at >= text.Length) return "";
        if (text[at] is '%' or '％') return "%";
        return text[at] is >= '\u4e00' and <= '\u9fff' ? text[at].ToString() : NextWord(text, at);
    }

    private static string NextWord(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '-') at++;
        int end = at;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        return text[at..end];
    }

    private static double? SpelledOut(string word)
    {
        if (words.TryGetValue(word, out double value)) return value;
        int hyphen = word.IndexOf('-');
        return hyphen > 0 && words.TryGetValue(word[..hyphen], out double tens) && tens >= 20
            && (words.TryGetValue(word[(hyphen + 1)..], out double ones) || word.EndsWith("-one", StringComparison.Ordinal) && (ones = 1) > 0)
            && ones < 10 ? tens + ones : null;
    }

    private static double DecadeOf(Match match) => match.Groups["century"].Success
        ? (Parse(match.Groups["century"].Value) - 1) * 100 + Parse(match.Groups["tens"].Value)
        : Parse(match.Groups["years"].Value);

    private static double Month(string name) => name.Length == 0 ? 0 : Array.FindIndex(Months.Split('|'), month => month.StartsWith(name[..3], StringComparison.Ordinal)) + 1;

    private static double Whole(string digits) => digits.Length == 0 ? 0 : double.Parse(digits, CultureInfo.InvariantCulture);

    /// <summary>The value of digits, or of Chinese numerals read as a number (三百二十) or digit by digit (一九三七).</summary>
    public static double Parse(string digits)
    {
        if (digits.Length == 0) return 0;
        if (char.IsAsciiDigit(digits[0]))
            return double.TryParse(digits.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double plain) ? plain : 0;
        double total = 0, section = 0, digit = 0;
        if (digits.All(c => Chinese(c) < 10)) return digits.Aggregate(0.0, (value, c) => value * 10 + Chinese(c));
        foreach (char c in digits)
        {
            double value = Chinese(c);
            if (value < 10) digit = value;
            else if (value < 10_000)
            {
                section += (digit == 0 ? 1 : digit) * value;
                digit = 0;
            }
            else
            {
                total = (total + Math.Max(section + digit, total > 0 ? 0 : 1)) * value;
                section = digit = 0;
            }
        }
        return total + section + digit;
    }

    private static double Chinese(char c) => c switch
    {
        '零' or '〇' => 0, '一' or '壹' => 1, '二' or '两' or '兩' or '贰' => 2, '三' or '叁' => 3, '四' => 4, '五' => 5, '六' => 6, '七' => 7, '八' => 8, '九' => 9,
        '十' => 10, '廿' => 20, '百' => 100, '千' => 1_000, '万' or '萬' => 10_000, '亿' or '億' => 100_000_000, _ => 0,
    };

    [GeneratedRegex($@"\b(?:(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?<month>{Months}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)|(?<month>{Months}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)\s+(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?![0-9])|(?<month>january|february|april|june|july|august|september|october|november|december))\b")]
    private static partial Regex Dated();

    [GeneratedRegex(@"(?<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?:(?<day>[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})[日号號])?")]
    private static partial Regex ChineseDate();

    [GeneratedRegex(@"(?<century>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[世][纪紀]\s*(?<tens>[0-9]0|[一二三四五六七八九]十)年代|(?<years>[0-9]{3}0)(?:年代|s\b|'s\b)")]
    private static partial Regex Decade();

    [GeneratedRegex(@"(?<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*世[纪紀]|\b(?<number>[0-9]{1,2})(?:st|nd|rd|th)[\s-]century")]
    private static partial Regex Century();

    [GeneratedRegex(@"(?<digits>[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[零〇一二三四五六七八九十廿百千万萬亿億两兩]+)(?:\s?(?<scale>[百千]?[万萬亿億]+))?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b[a-z]+(?:-[a-z]+)?\b")]
    private static partial Regex Word();
}
