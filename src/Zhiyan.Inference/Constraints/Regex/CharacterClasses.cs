using System.Collections.Frozen;
using System.Globalization;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Regex;

/// <summary>The named sets of ECMA 262.</summary>
internal static class CharacterClasses
{
    public static CodePointSet Digits { get; } = CodePointSet.Of(('0', '9'));

    public static CodePointSet WordCharacters { get; } = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>WhiteSpace and LineTerminator.</summary>
    public static CodePointSet Spaces { get; } = CodePointSet.Of(
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
        (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>What <c>.</c> is not.</summary>
    public static CodePointSet LineEnds { get; } = CodePointSet.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    /// <summary>Scripts are not in the .NET library: these three are written down here (Unicode 16, Scripts.txt).</summary>
    private static readonly FrozenDictionary<string, CodePointSet> scripts = new Dictionary<string, CodePointSet>
    {
        ["Han"] = CodePointSet.Of(
            (0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B),
            (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x16FE2, 0x16FE3), (0x16FF0, 0x16FF1), (0x20000, 0x2A6DF),
            (0x2A700, 0x2B739), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0x2EBF0, 0x2EE5D), (0x2F800, 0x2FA1D),
            (0x30000, 0x3134A), (0x31350, 0x323AF)),
        ["Hiragana"] = CodePointSet.Of(
            (0x3041, 0x3096), (0x309D, 0x309F), (0x1B001, 0x1B11F), (0x1B132, 0x1B132), (0x1B150, 0x1B152), (0x1F200, 0x1F200)),
        ["Katakana"] = CodePointSet.Of(
            (0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0x32D0, 0x32FE), (0x3300, 0x3357), (0xFF66, 0xFF6F), (0xFF71, 0xFF9D),
            (0x1AFF0, 0x1AFF3), (0x1AFF5, 0x1AFFB), (0x1AFFD, 0x1AFFE), (0x1B000, 0x1B000), (0x1B120, 0x1B122), (0x1B155, 0x1B155),
            (0x1B164, 0x1B167)),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> longNames = new Dictionary<string, string>
    {
        ["Letter"] = "L", ["Cased_Letter"] = "LC", ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm", ["Other_Letter"] = "Lo", ["Mark"] = "M", ["Nonspacing_Mark"] = "Mn", ["Spacing_Mark"] = "Mc",
        ["Enclosing_Mark"] = "Me", ["Number"] = "N", ["Decimal_Number"] = "Nd", ["digit"] = "Nd", ["Letter_Number"] = "Nl",
        ["Other_Number"] = "No", ["Punctuation"] = "P", ["punct"] = "P", ["Connector_Punctuation"] = "Pc", ["Dash_Punctuation"] = "Pd",
        ["Open_Punctuation"] = "Ps", ["Close_Punctuation"] = "Pe", ["Initial_Punctuation"] = "Pi", ["Final_Punctuation"] = "Pf",
        ["Other_Punctuation"] = "Po", ["Symbol"] = "S", ["Math_Symbol"] = "Sm", ["Currency_Symbol"] = "Sc", ["Modifier_Symbol"] = "Sk",
        ["Other_Symbol"] = "So", ["Separator"] = "Z", ["Space_Separator"] = "Zs", ["Line_Separator"] = "Zl", ["Paragraph_Separator"] = "Zp",
        ["Other"] = "C", ["Control"] = "Cc", ["cntrl"] = "Cc", ["Format"] = "Cf", ["Private_Use"] = "Co", ["Unassigned"] = "Cn",
    }.ToFrozenDictionary();

    /// <summary>In the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] categoryNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi",
        "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly Lazy<FrozenDictionary<string, CodePointSet>> categories = new(ReadCategories);

    /// <summary>The set of <c>\p{property}</c>, or null for one that is not known here.</summary>
    public static CodePointSet? Property(string property)
    {
        var (name, value) = property.Split('=') is [var left, var right] ? (left, right) : ("", property);
        if (name is "Script" or "sc") return scripts.GetValueOrDefault(value);
        if (name is not ("" or "General_Category" or "gc")) return null;
        if (name == "" && value == "Any") return CodePointSet.All;
        if (name == "" && value == "ASCII") return CodePointSet.Of((0, 0x7F));
        var category = longNames.GetValueOrDefault(value, value);
        if (category == "LC") return categories.Value["Lu"].Union(categories.Value["Ll"]).Union(categories.Value["Lt"]);
        return categories.Value.GetValueOrDefault(category);
    }

    private static FrozenDictionary<string, CodePointSet> ReadCategories()
    {
        var ranges = categoryNames.ToDictionary(name => name, _ => new List<(int, int)>());
        var first = 0;
        for (var codePoint = 1; codePoint <= CodePointSet.Last + 1; codePoint++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(first);
            if (codePoint <= CodePointSet.Last && CharUnicodeInfo.GetUnicodeCategory(codePoint) == category) continue;
            ranges[categoryNames[(int)category]].Add((first, codePoint - 1));
            first = codePoint;
        }
        var sets = ranges.ToDictionary(pair => pair.Key, pair => CodePointSet.Of(pair.Value));
        foreach (var group in ranges.GroupBy(pair => pair.Key[..1])) sets[group.Key] = CodePointSet.Of(group.SelectMany(pair => pair.Value));
        return sets.ToFrozenDictionary();
    }
}
