using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>The headings of a document: what stands above a place, and how far the section goes that the place lies in.</summary>
internal sealed class Outline
{
    private const int MostHeadingLength = 80;

    private readonly IReadOnlyList<(int Level, int Start, int End, string Text)> headings;
    private readonly HashSet<int> ends;
    private readonly IReadOnlyList<bool> follows;
    private readonly int length;

    private Outline(IReadOnlyList<(int Level, int Start, int End, string Text)> headings, string text)
    {
        (this.headings, length) = (headings, text.Length);
        ends = [.. headings.Select(heading => heading.End)];
        // Whether nothing stands between a heading and the one before.
        follows = [.. headings.Select((heading, at) => at > 0 && text.AsSpan(headings[at - 1].End, Math.Max(heading.Start - headings[at - 1].End, 0)).IsWhiteSpace())];
    }

    /// <summary>In Markdown a heading's signs are part of the text, and not of the heading.</summary>
    public static Outline Of(Document document) => new(
        [
            .. document.Blocks.Where(block => block.Kind is BlockKind.Heading)
                .Select(block => (block.Level, block.Start, block.End, OneLine.Of(document.Text[block.Start..block.End].Trim('#'), MostHeadingLength))),
        ],
        document.Text);

    /// <summary>Whether a heading ends here.</summary>
    public bool EndsAt(int place) => ends.Contains(place);

    /// <summary>The headings that a place lies under, the highest first; one that begins there is among them.</summary>
    public IReadOnlyList<string> Above(int place)
    {
        var above = new List<string>();
        int level = int.MaxValue;
        for (int at = Last(place); at >= 0; at--)
        {
            if (headings[at].Level >= level) continue;
            level = headings[at].Level;
            above.Insert(0, headings[at].Text);
        }
        return above;
    }

    /// <summary>The place itself, or, where headings follow each other from there on, the last of them: what a passage begins with stands above its words.</summary>
    public int WordsFrom(int place)
    {
        int at = Last(place);
        if (at < 0 || headings[at].Start != place) return place;
        while (at + 1 < headings.Count && follows[at + 1]) at++;
        return headings[at].Start;
    }

    /// <summary>From the heading above a place to the next one that is not below it; all of a text without headings.</summary>
    public (int Start, int End) Section(int place)
    {
        int last = Last(place), next = last + 1;
        if (last < 0) return (0, headings.Count > 0 ? headings[0].Start : length);
        while (next < headings.Count && headings[next].Level > headings[last].Level) next++;
        return (headings[last].Start, next < headings.Count ? headings[next].Start : length);
    }

    /// <summary>The last heading that begins at or before a place; −1 where there is none.</summary>
    private int Last(int place)
    {
        int low = -1, high = headings.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (headings[middle].Start <= place) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
