namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Lines of one column become paragraphs, list items and code.</summary>
internal static class Paragraphs
{
    public static void Read(List<TextLine> lines, Edges edges, List<LayoutBlock> blocks)
    {
        if (lines.Count == 0) return;
        var (left, right) = (lines.Min(line => line.Left), Right(lines, edges));
        var current = new List<TextLine> { lines[0] };
        var breaks = new HashSet<int>();
        var pitch = Pitch(lines, 0);
        for (var i = 1; i <= lines.Count; i++)
        {
            if (i == lines.Count || Begins(lines, i, current, right, pitch))
            {
                blocks.Add(Named(current, breaks));
                if (i == lines.Count) return;
                (current, breaks, pitch) = ([], [], Pitch(lines, i));
            }
            else if (IsShort(lines[i - 1], lines[i], right - 0.22f * (right - left))) breaks.Add(current.Count);
            current.Add(lines[i]);
        }
    }

    private static LayoutBlock Named(List<TextLine> lines, HashSet<int> breaks)
    {
        if (lines.All(line => line.Monospaced)) return new LayoutBlock(BlockKind.Code, lines) { Breaks = Enumerable.Range(1, lines.Count).ToHashSet() };
        var text = lines[0].Text;
        if (Markers.IsCaption(text)) return new LayoutBlock(BlockKind.Caption, lines) { Breaks = breaks };
        if (Markers.IsItem(text)) return new LayoutBlock(BlockKind.ListItem, lines, 1) { Breaks = breaks };
        return new LayoutBlock(BlockKind.Paragraph, lines) { Breaks = breaks };
    }

    /// <summary>Whether line i is the first of a new paragraph.</summary>
    private static bool Begins(List<TextLine> lines, int i, List<TextLine> current, float right, float pitch)
    {
        var (above, line) = (lines[i - 1], lines[i]);
        var em = line.Size;
        var step = line.Baseline - above.Baseline;
        if (above.Monospaced && line.Monospaced) return step > 2.5f * em;
        if (above.Monospaced != line.Monospaced && (IsCode(above) || IsCode(line))) return true;
        if (Math.Abs(em - above.Size) > 0.12f * em && step > 0.5f * em) return true;
        if (above.Bold != line.Bold && (above.Bold ? IsShort(above, line, right) || step > 1.1f * pitch : IsShort(above, line, right))) return true;
        if (step > 1.28f * Math.Max(pitch, 1.05f * em) || step > 2.6f * em) return true;
        if (Markers.IsItem(line.Text) && (IsShort(above, line, right) || Markers.IsItem(current[0].Text) || Markers.IsBullet(line.Text))) return true;
        if (Markers.IsCaption(line.Text) && IsShort(above, line, right)) return true;
        var indent = line.Left - above.Left;
        if (indent > 0.8f * em && indent < 6 * em && !Markers.IsItem(current[0].Text) && !Hangs(lines, i)) return true;
        if (indent < -0.8f * em && current.Count > 1 && current[0].Left < current[1].Left - 0.5f * em && line.Left < current[0].Left + 0.5f * em) return true;
        if (indent < -0.8f * em && Markers.IsItem(current[0].Text) && line.Left < current[0].Left + 0.3f * em && current[^1].Left > current[0].Left + 0.5f * em) return true;
        if (Math.Abs(indent) > 0.8f * em && IsShort(above, line, right)) return true;
        return Script.EndsSentence(above.Text) && IsShort(above, line, right);
    }

    private static bool IsCode(TextLine line) => line.Monospaced && line.Words.Count > 1;

    /// <summary>An indented line that those after it follow hangs under the one above it.</summary>
    private static bool Hangs(List<TextLine> lines, int i) =>
        i + 1 < lines.Count && Math.Abs(lines[i + 1].Left - lines[i].Left) < 0.3f * lines[i].Size && Math.Abs(lines[i + 1].Left - lines[i - 1].Left) > 0.5f * lines[i].Size;

    /// <summary>The next line's first word would have stood on this one.</summary>
    private static bool IsShort(TextLine line, TextLine next, float right)
    {
        var first = next.Words[0];
        var isWide = Script.IsWide(Script.First(first.Text));
        var room = right - line.Right;
        return room > (isWide ? 2.5f : 1.8f) * line.Size + (isWide ? 0 : first.Level.Right - first.Level.Left);
    }

    /// <summary>Lines that all end well before the column does are not set to its width, unless there are many.</summary>
    private static float Right(List<TextLine> lines, Edges edges)
    {
        var longest = lines.Max(line => line.Right);
        return lines.Count > 5 ? longest : Math.Max(longest, edges.Right - 2 * lines[0].Size);
    }

    /// <summary>From line to line at this place.</summary>
    private static float Pitch(List<TextLine> lines, int start)
    {
        var least = float.MaxValue;
        for (var i = Math.Max(1, start); i < lines.Count && i < start + 4; i++)
        {
            var step = lines[i].Baseline - lines[i - 1].Baseline;
            if (i > start && Math.Abs(lines[i].Size - lines[start].Size) < 0.12f * lines[start].Size && step > 0.6f * lines[i].Size) least = Math.Min(least, step);
        }
        return Math.Min(least, 2 * lines[start].Size);
    }
}
