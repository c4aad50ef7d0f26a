using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>What the styles of a Word document say about a paragraph: its rank as a heading, and the list it belongs to.</summary>
internal sealed partial class WordStyles(XElement? styles)
{
    /// <summary>A style that is based on itself by a detour ends here.</summary>
    private const int MaximumChain = 20;

    private readonly Dictionary<string, XElement> byId = (styles?.Children("style") ?? []).GroupBy(style => style.Value("styleId") ?? "").ToDictionary(group => group.Key, group => group.First());

    /// <summary>1–6, or 0 for text. Whatever language Word speaks, an outline level or the style's name tells.</summary>
    public int HeadingLevel(XElement? properties)
    {
        if (properties?.Child("outlineLvl")?.Number("val") is { } own) return Level(own);
        foreach (var style in Chain(properties))
        {
            if (Name(style) is "title") return 1;
            if (HeadingName().Match(Name(style)) is { Success: true } match) return Math.Min(int.Parse(match.Groups[1].Value), 6);
            if (style.At("pPr", "outlineLvl")?.Number("val") is { } level) return Level(level);
        }
        return 0;
    }

    public bool IsTitle(XElement? properties) => Chain(properties).Any(style => Name(style) is "title");

    public BlockKind KindOf(XElement? properties)
    {
        foreach (var style in Chain(properties))
        {
            var name = Name(style);
            if (name is "caption" or "题注" or "圖說" or "table of figures caption") return BlockKind.Caption;
            if (name is "quote" or "intense quote" or "block text" or "引用" or "明显引用") return BlockKind.Quote;
            if (name is "html preformatted" or "plain text code" or "code" or "source code" or "代码") return BlockKind.Code;
            if (name.StartsWith("toc ", StringComparison.Ordinal)) return BlockKind.ListItem;
        }
        return BlockKind.Paragraph;
    }

    /// <summary>The list and the level in it; null for a paragraph outside lists.</summary>
    public (string List, int Level)? Numbering(XElement? properties)
    {
        string? list = properties?.At("numPr", "numId")?.Value("val");
        int? level = properties?.At("numPr", "ilvl")?.Number("val");
        foreach (var style in Chain(properties))
        {
            list ??= style.At("pPr", "numPr", "numId")?.Value("val");
            level ??= style.At("pPr", "numPr", "ilvl")?.Number("val");
        }
        return list is null or "0" ? null : (list, Math.Clamp(level ?? 0, 0, 8));
    }

    private IEnumerable<XElement> Chain(XElement? properties)
    {
        var id = properties?.Child("pStyle")?.Value("val");
        for (int depth = 0; depth < MaximumChain && id is not null && byId.TryGetValue(id, out var style); depth++)
        {
            yield return style;
            id = style.Child("basedOn")?.Value("val");
        }
    }

    private static int Level(int outline) => outline is >= 0 and < 9 ? Math.Min(outline + 1, 6) : 0;

    private static string Name(XElement style) => (style.Child("name")?.Value("val") ?? "").ToLowerInvariant();

    [GeneratedRegex(@"^(?:heading|标题|標題|見出し|제목|überschrift|titre|título|titolo|kop|заголовок|rubrik|nagłówek)\s*([1-9])$", RegexOptions.IgnoreCase)]
    private static partial Regex HeadingName();
}
