using System.Text;

namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Writes what layout found into a document: text, blocks, pages, and where each word stands.</summary>
internal sealed class PageWriter(ReadingLimits limits)
{
    private readonly DocumentBuilder builder = new(limits);
    private readonly List<Page> pages = [];
    private readonly List<PlacedText> places = [];
    private readonly List<(float Size, bool Bold)> looks = [];
    private readonly StringBuilder text = new();
    private readonly List<(int Start, int End, Box Box)> pending = [];
    private int pageStart = -1;

    /// <summary>Words seen with a hyphen inside a line, and without: how to join one that is cut at a line's end.</summary>
    public HashSet<string> Vocabulary { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Warn(Reason warning) => builder.Warn(warning);

    /// <summary>Ends a page: what was added since the last one is on it.</summary>
    public void EndPage(int number, double width, double height, bool recognised = false)
    {
        var start = pageStart < 0 ? builder.Length : pageStart;
        pages.Add(new Page(number, start, builder.Length, width, height, recognised));
        pageStart = -1;
    }

    public void Add(LayoutBlock block, int page)
    {
        if (block.Kind is BlockKind.TableRow or BlockKind.TableHead)
        {
            AddTable(block, page);
            return;
        }
        for (var i = 0; i < block.Lines.Count; i++)
        {
            var line = block.Lines[i];
            if (i > 0) JoinLines(block, i);
            if (block.Kind is BlockKind.Code) Indent(block, line);
            AddLine(line);
        }
        Flush(block.Kind, block.Level, page, block.Size, block.Bold);
    }

    public Document Build() => builder.Build() with { Pages = pages, Places = places };

    /// <summary>Each block with the size and weight of its type.</summary>
    public IReadOnlyList<(Block Block, float Size, bool Bold)> Looks(Document document) => [.. document.Blocks.Select((block, i) => (block, looks[i].Size, looks[i].Bold))];

    /// <summary>Adds text that stands nowhere on the page.</summary>
    public void AddText(BlockKind kind, string content)
    {
        text.Append(content);
        Flush(kind, 0, 0, 0, false);
    }

    /// <summary>The text beneath a rectangle of the page that is written last leads to <paramref name="target"/>.</summary>
    public void AddLink(Box box, string target, int page)
    {
        var (start, end) = (-1, -1);
        var y = (box.Top + box.Bottom) / 2;
        for (var i = places.Count - 1; i >= 0 && places[i].Page == page; i--)
        {
            var place = places[i].Box;
            if (y < place.Top || y > place.Bottom || Math.Min(box.Right, place.Right) - Math.Max(box.Left, place.Left) < 1) continue;
            if (end >= 0 && start - places[i].End > 2) break;
            var (length, width) = (places[i].End - places[i].Start, place.Right - place.Left);
            start = places[i].Start + (int)Math.Round(Math.Clamp((box.Left - place.Left) / width, 0, 1) * length);
            if (end < 0) end = places[i].Start + (int)Math.Round(Math.Clamp((box.Right - place.Left) / width, 0, 1) * length);
        }
        if (start >= 0 && end > start) builder.AddLink(start, end, target);
    }

    private void AddTable(LayoutBlock block, int page)
    {
        var kind = BlockKind.TableHead;
        foreach (var row in block.Rows)
        {
            for (var c = 0; c < row.Count; c++)
            {
                if (c > 0) text.Append('\t');
                for (var i = 0; i < row[c].Count; i++)
                {
                    if (i > 0 && text[^1] is not '-') JoinPlain(row[c][i - 1].Words[^1], row[c][i].Words[0]);
                    AddLine(row[c][i]);
                }
            }
            TrimEmptyCells();
            if (Flush(kind, 0, page, 0, false)) kind = BlockKind.TableRow;
        }
    }

    private void TrimEmptyCells()
    {
        while (text.Length > 0 && text[^1] == '\t') text.Length--;
    }

    private void AddLine(TextLine line)
    {
        for (var i = 0; i < line.Words.Count; i++)
        {
            var word = line.Words[i];
            if (i > 0) text.Append(TextLine.Between(line.Words, i));
            pending.Add((text.Length, text.Length + word.Text.Length, word.Shown));
            text.Append(word.Text);
        }
    }

    private void JoinLines(LayoutBlock block, int i)
    {
        var (before, after) = (block.Lines[i - 1].Words[^1], block.Lines[i].Words[0]);
        if (block.Kind is not BlockKind.Code && (text.Length > 1 && text[^1] is '\u00ad' || Hyphens.IsCut(text, after.Text, Vocabulary))) CutLast();
        else if (block.Breaks.Contains(i)) text.Append('\n');
        else if (text.Length > 1 && text[^1] == '-' && char.IsLetter(text[^2]) && char.IsLetter(after.Text[0])) return;
        else JoinPlain(before, after);
    }

    private void JoinPlain(Word before, Word after)
    {
        if (!Script.AreJoined(before.Text, after.Text)) text.Append(' ');
    }

    /// <summary>Without the hyphen at the end of the last line.</summary>
    private void CutLast()
    {
        text.Length--;
        var last = pending[^1];
        pending[^1] = last with { End = last.End - 1 };
    }

    private void Indent(LayoutBlock block, TextLine line)
    {
        var left = block.Lines.Min(other => other.Left);
        text.Append(' ', Math.Clamp((int)MathF.Round((line.Left - left) / (0.6f * line.Size)), 0, 80));
    }

    private bool Flush(BlockKind kind, int level, int page, float size, bool bold)
    {
        var content = text.ToString();
        var lead = content.Length - content.TrimStart().Length;
        var block = builder.Add(kind, content, level);
        if (block is not null)
        {
            if (pageStart < 0) pageStart = block.Start;
            looks.Add((size, bold));
            foreach (var (start, end, box) in pending)
                if (end > start && start >= lead && block.Start + end - lead <= block.End) places.Add(new PlacedText(block.Start + start - lead, block.Start + end - lead, page, box));
        }
        text.Clear();
        pending.Clear();
        return block is not null;
    }
}
