using System.Text;

namespace Zhiyan.Knowledge.Reading.Layout;

/// <summary>Words that stand on one line, from left to right.</summary>
internal sealed class TextLine
{
    /// <summary>A gap between words, in ems. Letters of a word are closer, even where they are spaced a little.</summary>
    private const float WordGap = 0.15f;

    /// <summary>A gap between parts of a line that do not read on: cells of a table, columns.</summary>
    private const float PartGap = 0.9f;

    private string? text;
    private bool? bold;
    private float? fill;
    private List<List<Word>>? parts;

    public TextLine(IEnumerable<Word> words)
    {
        Words = [.. words.OrderBy(word => word.Level.Left)];
        Left = Words[0].Level.Left;
        Right = Words.Max(word => word.Level.Right);
        var main = Words.MaxBy(word => word.Text.Length * word.Size)!;
        (Size, Baseline) = (main.Size, main.Baseline);
        Top = Words.Min(word => word.Level.Top);
        Bottom = Words.Max(word => word.Level.Bottom);
    }

    public IReadOnlyList<Word> Words { get; }

    public float Left { get; }

    public float Right { get; }

    public float Top { get; }

    public float Bottom { get; }

    /// <summary>That of its widest and largest word.</summary>
    public float Size { get; }

    public float Baseline { get; }

    public bool Bold => bold ??= Words.All(word => word.Bold || !word.Text.Any(char.IsLetterOrDigit));

    public bool Monospaced => Words.All(word => word.Monospaced);

    /// <summary>The share of its width that is not a wide gap.</summary>
    public float Fill => fill ??= Right > Left ? Parts().Sum(part => part[^1].Level.Right - part[0].Level.Left) / (Right - Left) : 1;

    public string Text => text ??= Joined();

    public static bool IsSpace(Word before, Word after)
    {
        if (Script.AreJoined(before.Text, after.Text)) return false;
        if (after.SpaceBefore) return true;
        var size = Math.Max(before.Size, after.Size);
        var isMixed = Script.IsWide(Script.Last(before.Text)) || Script.IsWide(Script.First(after.Text));
        return after.Level.Left - before.Level.Right > (isMixed ? 2 * WordGap : WordGap) * size;
    }

    /// <summary>What stands before word i: nothing, a space, or a tab where the gap is too wide for a space.</summary>
    public static string Between(IReadOnlyList<Word> words, int i)
    {
        var gap = words[i].Level.Left - words[i - 1].Level.Right;
        if (gap > 1.6f * words[i].Size && (i > 1 || words[0].Text.Length > 4) && gap > 2 * OtherGap(words, i)) return "\t";
        return IsSpace(words[i - 1], words[i]) ? " " : "";
    }

    private string Joined()
    {
        var joined = new StringBuilder();
        for (var i = 0; i < Words.Count; i++)
        {
            if (i > 0 && IsSpace(Words[i - 1], Words[i])) joined.Append(' ');
            joined.Append(Words[i].Text);
        }
        return joined.ToString();
    }

    /// <summary>The median of the other gaps: in a justified line they are as wide.</summary>
    private static float OtherGap(IReadOnlyList<Word> words, int i)
    {
        if (words.Count <= 2) return 0;
        var gaps = Enumerable.Range(1, words.Count - 1).Where(other => other != i).Select(other => words[other].Level.Left - words[other - 1].Level.Right).Order().ToList();
        return gaps[gaps.Count / 2];
    }

    /// <summary>The line cut at its wide gaps.</summary>
    public List<List<Word>> Parts() => parts ??= Cut();

    private List<List<Word>> Cut()
    {
        List<List<Word>> parts = [[Words[0]]];
        var right = Words[0].Level.Right;
        foreach (var word in Words.Skip(1))
        {
            if (word.Level.Left - right > PartGap * Size && !(parts is [[var first]] && Markers.IsMarker(first.Text) && word.Level.Left - right < 3 * Size)) parts.Add([]);
            parts[^1].Add(word);
            right = Math.Max(right, word.Level.Right);
        }
        return parts;
    }

    /// <summary>Words become lines, from top to bottom: those of a line overlap by half of the smaller one's height.</summary>
    public static List<TextLine> Of(IEnumerable<Word> words)
    {
        var open = new List<(Word Main, List<Word> Words)>();
        foreach (var word in words.OrderBy(word => word.Baseline).ThenBy(word => word.Level.Left))
        {
            var best = -1;
            var most = 0f;
            for (var i = open.Count - 1; i >= Math.Max(0, open.Count - 8); i--)
            {
                var main = open[i].Main;
                if (word.Size > 1.9f * main.Size || main.Size > 1.9f * word.Size && word.Baseline > main.Baseline + 0.1f * main.Size) continue;
                var shared = (Math.Min(word.Baseline, main.Baseline) - Math.Max(word.CoreTop, main.CoreTop)) / (0.7f * Math.Min(word.Size, main.Size));
                if (shared <= Math.Max(0.5f, most)) continue;
                (best, most) = (i, shared);
            }
            if (best < 0) open.Add((word, [word]));
            else
            {
                open[best].Words.Add(word);
                if (word.Size > open[best].Main.Size * 1.1f) open[best] = (word, open[best].Words);
            }
        }
        return WithSmallOnes([.. open.Select(line => new TextLine(line.Words)).OrderBy(line => line.Baseline)]);
    }

    /// <summary>Indices and exponents that stand too far off their line to share its height belong to it all the same.</summary>
    private static List<TextLine> WithSmallOnes(List<TextLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            foreach (var other in (int[])[i + 1, i - 1])
            {
                if (other < 0 || other >= lines.Count || !IsSmallOneOf(lines[i], lines[other])) continue;
                lines[other] = new TextLine([.. lines[other].Words, .. lines[i].Words]);
                lines.RemoveAt(i--);
                break;
            }
        return lines;
    }

    private static bool IsSmallOneOf(TextLine small, TextLine line) =>
        small.Size <= 0.8f * line.Size && Math.Abs(small.Baseline - line.Baseline) < 0.62f * line.Size
        && small.Words.All(word => line.Words.Any(other => word.Level.Left > other.Level.Right - 0.3f * other.Size && word.Level.Left < other.Level.Right + 0.6f * other.Size));
}
