using UglyToad.PdfPig.Outline;
using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>Tells headings from text: by the file's outline, else by the size and weight of their type.</summary>
internal sealed class Headings
{
    private const int LongestHeading = 200;
    private const float Larger = 1.12f;

    private readonly Dictionary<string, int> outline = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, long> lettersOfSize = [];
    private long letters, typewritten;

    public Headings(Bookmarks? bookmarks)
    {
        foreach (var node in bookmarks?.GetNodes().Take(20_000) ?? []) outline.TryAdd(Key(node.Title), Math.Clamp(node.Level + 1, 1, 6));
    }

    /// <summary>Type of one width is the text's own, not that of code in it.</summary>
    public bool IsTypewritten => typewritten * 2 > letters;

    /// <summary>The size in which most of the text is set.</summary>
    public float BodySize { get; private set; } = 10;

    public void Count(IEnumerable<Word> words)
    {
        foreach (var word in words)
        {
            var size = (int)MathF.Round(word.Size * 2);
            lettersOfSize[size] = lettersOfSize.GetValueOrDefault(size) + word.Text.Length * (Script.IsWide(Script.First(word.Text)) ? 2 : 1);
            letters += word.Text.Length;
            if (word.Monospaced) typewritten += word.Text.Length;
        }
        if (lettersOfSize.Count == 0) return;
        var most = lettersOfSize.Values.Max();
        BodySize = lettersOfSize.Where(size => size.Value * 4 >= most).Max(size => size.Key) / 2f;      // a long note in small print does not make the text a heading
    }

    /// <summary>A block of running text, told from what it looks like; sizes of recognised type are rough.</summary>
    public LayoutBlock Marked(LayoutBlock block, bool isRecognised)
    {
        if (block.Kind is BlockKind.Code && IsTypewritten) block = block with { Kind = BlockKind.Paragraph };
        if (block.Kind is not (BlockKind.Paragraph or BlockKind.ListItem) || block.Lines.Count > 4) return block;
        var text = block.Text;
        if (text.Length > LongestHeading || !text.Any(char.IsLetter)) return block;
        if (outline.TryGetValue(Key(text), out var level)) return block with { Kind = BlockKind.Heading, Level = level, Breaks = new HashSet<int>() };
        var isLarge = block.Size >= (isRecognised ? 1.45f : Larger) * BodySize;
        var isItem = block.Kind is BlockKind.ListItem && Markers.HeadingDepth(text) == 0;
        if (isItem && !isLarge) return block;
        if (isLarge && (text.Length < 120 || block.Size >= 1.3f * BodySize) && !EndsAsText(text) || block.Bold && block.Lines.Count <= 2 && text.Length < 120 && !EndsAsText(text) && block.Size >= 0.95f * BodySize)
            return block with { Kind = BlockKind.Heading, Level = 1, Breaks = new HashSet<int>() };
        return block;
    }

    /// <summary>Levels by how large headings are, once all are known; numbers such as 2.1 say it themselves.</summary>
    public IReadOnlyList<Block> Levelled(IReadOnlyList<(Block Block, float Size, bool Bold)> looks, string text)
    {
        var sizes = looks.Where(look => look.Block.Kind is BlockKind.Heading && look.Size > Larger * BodySize).Select(look => MathF.Round(look.Size)).Distinct().OrderDescending().ToList();
        return [.. looks.Select(look => look.Block.Kind is BlockKind.Heading ? look.Block with { Level = LevelOf(look.Block, look.Size, sizes, text) } : look.Block)];
    }

    private int LevelOf(Block block, float size, List<float> sizes, string text)
    {
        var content = text[block.Start..block.End];
        if (outline.TryGetValue(Key(content), out var level)) return level;
        var rank = sizes.IndexOf(MathF.Round(size));
        return Math.Clamp(rank >= 0 ? rank + 1 : sizes.Count + Math.Max(1, Markers.HeadingDepth(content)), 1, 6);
    }

    private static bool EndsAsText(string text) => text[^1] is '.' or '。' or '；' or ';' or ',' or '，' && !text.EndsWith("etc.", StringComparison.Ordinal);

    private static string Key(string title) => string.Concat(title.Where(char.IsLetterOrDigit));
}
