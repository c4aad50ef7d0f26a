using System.Text;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>A list's numbers in the forms that Word names.</summary>
internal static class NumberWords
{
    public static string Of(int number, string format) => format switch
    {
        "upperLetter" => Letters(number),
        "lowerLetter" => Letters(number).ToLowerInvariant(),
        "upperRoman" => Roman(number),
        "lowerRoman" => Roman(number).ToLowerInvariant(),
        "chineseCounting" or "chineseCountingThousand" or "japaneseCounting" or "taiwaneseCounting" or "taiwaneseCountingThousand" or "koreanCounting" => Chinese(number),
        "ideographDigital" or "japaneseDigitalTenThousand" or "taiwaneseDigital" => string.Concat(number.ToString().Select(digit => "〇一二三四五六七八九"[digit - '0'])),
        "ideographTraditional" => number is >= 1 and <= 10 ? "甲乙丙丁戊己庚辛壬癸"[number - 1].ToString() : number.ToString(),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" => number is >= 1 and <= 20 ? ((char)('①' + number - 1)).ToString() : number.ToString(),
        "decimalZero" => number.ToString("00"),
        _ => number.ToString(),
    };

    private static string Letters(int number) => number is < 1 or > 780 ? number.ToString() : new string((char)('A' + (number - 1) % 26), (number - 1) / 26 + 1);

    private static string Roman(int number)
    {
        if (number is < 1 or > 3999) return number.ToString();
        var roman = new StringBuilder();
        foreach (var (value, sign) in ((int, string)[])[(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")])
            for (; number >= value; number -= value) roman.Append(sign);
        return roman.ToString();
    }

    private static string Chinese(int number)
    {
        if (number is < 1 or > 9999) return number.ToString();
        const string digits = "零一二三四五六七八九";
        var words = new StringBuilder();
        bool zeroIsDue = false;
        foreach (var (unit, name) in ((int, string)[])[(1000, "千"), (100, "百"), (10, "十"), (1, "")])
        {
            int digit = number / unit % 10;
            if (digit == 0) zeroIsDue = words.Length > 0;
            else
            {
                if (zeroIsDue) words.Append('零');
                if (!(unit == 10 && digit == 1 && words.Length == 0)) words.Append(digits[digit]);
                words.Append(name);
                zeroIsDue = false;
            }
        }
        return words.ToString();
    }
}
