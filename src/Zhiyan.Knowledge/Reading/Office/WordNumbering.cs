using System.Text;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Counts the items of a Word document's lists as Word does, and writes their numbers as a reader sees them. One document, one thread.</summary>
internal sealed class WordNumbering
{
    private readonly Dictionary<string, (string Abstract, Dictionary<int, XElement> Levels)> lists = [];
    private readonly Dictionary<string, int[]> counters = [];

    public WordNumbering(XElement? numbering)
    {
        var definitions = (numbering?.Children("abstractNum") ?? []).GroupBy(definition => definition.Value("abstractNumId") ?? "").ToDictionary(group => group.Key, group => group.First());
        foreach (var list in numbering?.Children("num") ?? [])
        {
            var id = list.Child("abstractNumId")?.Value("val") ?? "";
            if (!definitions.TryGetValue(id, out var definition)) continue;
            var levels = new Dictionary<int, XElement>();
            foreach (var level in definition.Children("lvl")) levels[level.Number("ilvl") ?? 0] = level;
            bool isRestarted = false;
            foreach (var change in list.Children("lvlOverride"))
            {
                if (change.Child("lvl") is { } level) levels[change.Number("ilvl") ?? 0] = level;
                isRestarted |= change.Child("startOverride") is not null;
            }
            var number = list.Value("numId") ?? "";
            lists.TryAdd(number, (isRestarted ? "list " + number : id, levels));
        }
    }

    /// <summary>The next item's number with a space after it; empty where the list has a mere bullet.</summary>
    public string Next(string list, int level)
    {
        if (!lists.TryGetValue(list, out var found)) return "";
        if (!counters.TryGetValue(found.Abstract, out var counts)) counters[found.Abstract] = counts = new int[9];
        counts[level]++;
        Array.Clear(counts, level + 1, 8 - level);
        if (!found.Levels.TryGetValue(level, out var definition) || definition.Child("numFmt")?.Value("val") is "bullet" or "none") return "";
        var label = new StringBuilder();
        var pattern = definition.Child("lvlText")?.Value("val") ?? "";
        for (int at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] != '%' || at + 1 == pattern.Length || !char.IsAsciiDigit(pattern[at + 1])) label.Append(pattern[at]);
            else label.Append(Number(found.Levels, counts, pattern[++at] - '1'));
        }
        return label.Length == 0 ? "" : label.Append(' ').ToString();
    }

    private static string Number(Dictionary<int, XElement> levels, int[] counts, int level)
    {
        if (level is < 0 or > 8 || !levels.TryGetValue(level, out var definition)) return "";
        int start = definition.Child("start")?.Number("val") ?? 1;
        return NumberWords.Of(Math.Max(counts[level], 1) + start - 1, definition.Child("numFmt")?.Value("val") ?? "decimal");
    }
}
