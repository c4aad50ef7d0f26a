using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>
/// Finds the paragraphs, headings and lists of a text that has no marks for them. Blank lines part paragraphs, lines that fill their width belong together, and
/// a text whose lines are paragraphs, as Chinese books are kept, gives a block a line.
/// </summary>
internal sealed partial class PlainTextBlocks
{
    /// <summary>No hard-wrapped text has longer lines: columns.</summary>
    private const int MaximumWrap = 100;

    /// <summary>No text is wrapped more narrowly: columns.</summary>
    private const int MinimumWrap = 40;

    /// <summary>So many lines without a blank one between them are no verse and no address.</summary>
    private const int MaximumStanza = 40;

    /// <summary>A chapter's number alone, and as many like it in a row, are a table of contents.</summary>
    private const int ContentsRun = 3;

    private readonly string text;
    private readonly List<Unit> units = [];

    private PlainTextBlocks(string text)
    {
        this.text = text;
        var lines = TextLine.All(text);
        for (int at = 0; at < lines.Count; at++)
        {
            if (lines[at].IsBlank) continue;
            int end = at;
            while (end < lines.Count && !lines[end].IsBlank) end++;
            AddStanza(lines[at..end]);
            at = end;
        }
        MarkContents();
    }

    public static IReadOnlyList<Block> Of(string text) => [.. new PlainTextBlocks(text).units.Select(unit => new Block(unit.Kind, unit.Start, unit.End, unit.Level))];

    /// <summary>The first line, where it is short and the text goes on long enough to need a name.</summary>
    public static string? TitleOf(string text, IReadOnlyList<Block> blocks)
    {
        if (blocks.Count < 8 && !blocks.Skip(1).Any(block => block.Kind is BlockKind.Heading)) return null;
        var line = text[blocks[0].Start..blocks[0].End].Split('\n')[0].Trim();
        return line.Length <= (line.Any(character => character >= '\u2e80') ? 30 : 70) && !EndsSentence(line) && !line.StartsWith("by ", StringComparison.OrdinalIgnoreCase)
            && blocks[0] is { Kind: BlockKind.Paragraph } or { Kind: BlockKind.Heading, Level: > 2 } ? line : null;
    }

    private void AddStanza(List<TextLine> lines)
    {
        if (lines.Count <= 3 && HeadingOf(lines) is { } heading) Add(BlockKind.Heading, lines, heading.Level, heading);
        else if (lines.Count(line => Marker().IsMatch(line.Words(text))) >= (lines.Count < 3 ? 1 : 2)) AddList(lines);
        else if (AreParagraphs(lines)) lines.ForEach(AddLine);
        else AddWrapped(lines);
    }

    /// <summary>"CHAPTER I" and its title may share a stanza.</summary>
    private HeadingRule? HeadingOf(List<TextLine> lines)
    {
        var rule = HeadingRule.Of(lines[0].Words(text), alone: true);
        if (lines.Count == 1 || rule is null) return lines.Count == 1 ? rule : null;
        bool isTitled = lines[0].Words(text).Length <= 24 && lines.Skip(1).All(line => line.Words(text).Length <= 70 && !EndsSentence(line.Words(text)) && HeadingRule.Of(line.Words(text), false) is null);
        return isTitled && (rule.Level <= 2 || lines[0].Words(text).Length <= 8) && !char.IsAsciiDigit(text[lines[0].Start]) && lines[0].Words(text)[0] < '\u2e80' ? rule : null;
    }

    private void AddList(List<TextLine> lines)
    {
        var indents = new List<int>();
        int first = 0;
        for (int at = 1; at <= lines.Count; at++)
        {
            if (at < lines.Count && !Marker().IsMatch(lines[at].Words(text))) continue;
            var item = lines[first..at];
            if (!Marker().IsMatch(item[0].Words(text)))
            {
                if (AreParagraphs(item)) item.ForEach(AddLine);
                else AddWrapped(item);
            }
            else
            {
                int indent = item[0].Indent(text);
                while (indents.Count > 0 && indents[^1] > indent) indents.RemoveAt(indents.Count - 1);
                if (indents.Count == 0 || indents[^1] < indent) indents.Add(indent);
                // A line after an item that does not go on under it is a paragraph of its own, unless the item was cut at the width.
                int own = item.FindIndex(1, line => line.Indent(text) <= indent && lines.Max(any => any.Width(text)) < 50);
                Add(BlockKind.ListItem, own < 0 ? item : item[..own], Math.Min(indents.Count, 6));
                if (own > 0) item[own..].ForEach(AddLine);
            }
            first = at;
        }
    }

    private void AddLine(TextLine line)
    {
        var rule = HeadingRule.Of(line.Words(text), alone: false);
        Add(rule is null ? BlockKind.Paragraph : BlockKind.Heading, [line], rule?.Level ?? 0, rule);
    }

    /// <summary>Where the first lines of paragraphs are set in, that parts them.</summary>
    private void AddWrapped(List<TextLine> lines)
    {
        int left = lines.Min(line => line.Indent(text));
        bool isSetIn = lines.Count(line => line.Indent(text) == left) * 2 > lines.Count;
        int first = 0;
        for (int at = 1; at <= lines.Count; at++)
        {
            bool begins = at == lines.Count || isSetIn && lines[at].Indent(text) >= left + 2 && lines[at - 1].Indent(text) == left && EndsSentence(lines[at - 1].Words(text));
            if (!begins) continue;
            if (at - first == 1) AddLine(lines[first]);
            else Add(BlockKind.Paragraph, lines[first..at]);
            first = at;
        }
    }

    /// <summary>Whether each line is a paragraph, and no part of one.</summary>
    private bool AreParagraphs(List<TextLine> lines)
    {
        if (lines.Count == 1) return true;
        int widest = lines.Max(line => line.Width(text));
        if (widest > MaximumWrap || lines.Any(line => HeadingRule.Of(line.Words(text), false) is not null)) return true;
        var inner = lines[..^1];
        bool fills = widest >= MinimumWrap && inner.Count(line => line.Width(text) >= widest * 0.75) * 10 >= inner.Count * 7;
        int ended = inner.Count(line => EndsSentence(line.Words(text)));
        return fills ? ended * 10 >= inner.Count * 9 && inner.Count > 2 : ended * 10 >= inner.Count * 6 || lines.Count > MaximumStanza;
    }

    private void Add(BlockKind kind, List<TextLine> lines, int level = 0, HeadingRule? rule = null) =>
        units.Add(new Unit(kind, lines[0].Start, lines[^1].End, level, rule, lines[0].Words(text).ToString().Split(' ', '　')[0]));

    /// <summary>
    /// Headings of one rule with nothing between them are a table of contents, or a list. The last of them begins the text if it is the first one again.
    /// </summary>
    private void MarkContents()
    {
        for (int at = 0; at < units.Count; at++)
        {
            if (units[at].Rule is not { } rule) continue;
            int end = at + 1;
            while (end < units.Count && units[end].Rule == rule) end++;
            int last = end;
            if (end - at > 1 && units[end - 1].FirstWord == units[at].FirstWord) last--;
            if (end - at >= ContentsRun || end - at == 2 && char.IsAsciiDigit(text[units[at].Start]))
                for (int item = at; item < last; item++) units[item] = units[item] with { Kind = BlockKind.ListItem, Level = 1 };
            at = end - 1;
        }
    }

    private static bool EndsSentence(ReadOnlySpan<char> words) =>
        words.TrimEnd("”’\"'」』）)】》*_") is var bare && (bare.Length < words.Length && words[^1] is '”' or '」' or '』' || bare.Length > 0 && bare[^1] is '。' or '！' or '？' or '…' or '.' or '!' or '?' or ':' or '：' or '；' or ';');

    [GeneratedRegex(@"^(?:[-*+•●○◦▪■□◆·–—]\s+\S|\d{1,3}[.)、．]\s*(?=\D)\S|[（(]\d{1,3}[)）]\s*\S|[a-zA-Z][.)]\s+\S|[①-⑳])")]
    private static partial Regex Marker();

    private readonly record struct Unit(BlockKind Kind, int Start, int End, int Level, HeadingRule? Rule, string FirstWord);
}
