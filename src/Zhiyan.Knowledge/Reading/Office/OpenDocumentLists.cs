using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Which lists of an OpenDocument file have numbers, and how they look at each level.</summary>
internal sealed class OpenDocumentLists
{
    private readonly Dictionary<(string Style, int Level), XElement> numbered = [];

    public OpenDocumentLists(params ReadOnlySpan<XElement?> parts)
    {
        foreach (var part in parts)
            foreach (var style in part?.All("list-style") ?? [])
                foreach (var level in style.Children("list-level-style-number"))
                    numbered.TryAdd((style.Value("name") ?? "", level.Number("level") ?? 1), level);
    }

    /// <summary>The number and a space; empty for a mere bullet.</summary>
    public string Label(string? style, int level, int number)
    {
        if (style is null || !numbered.TryGetValue((style, level), out var look) || look.Value("num-format") is not { Length: > 0 } format) return "";
        var form = format switch { "A" => "upperLetter", "a" => "lowerLetter", "I" => "upperRoman", "i" => "lowerRoman", _ when format[0] >= '\u2e80' => "chineseCounting", _ => "decimal" };
        return $"{look.Value("num-prefix")}{NumberWords.Of(number + (look.Number("start-value") ?? 1) - 1, form)}{look.Value("num-suffix")} ";
    }
}
