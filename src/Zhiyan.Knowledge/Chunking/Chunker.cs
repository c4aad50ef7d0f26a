using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Chunking;

/// <summary>
/// Cuts a document into passages along its structure: a heading begins one, blocks stay whole where they fit, long ones are cut between sentences, and the
/// head of a table goes with each part of it.
/// </summary>
internal sealed class Chunker
{
    /// <summary>A passage is closed once it is this large. A Chinese character counts one, any other word one and a third: tokens of an embedding model, about.</summary>
    private const double Full = 220;

    /// <summary>A block that would make the passage larger than this begins the next one.</summary>
    private const double Most = 340;

    /// <summary>Headings of a context, from the nearest; and how much of each and of a table's head.</summary>
    private const int MostHeadings = 3, MostHeadingLength = 80, MostTableHeadLength = 240;

    private readonly string text;
    private readonly PageFinder pages;
    private readonly List<Chunk> chunks = [];
    private readonly List<(int Level, string Text)> headings = [];
    private string? tableHead;
    private int start = -1, end;
    private double size;
    private bool hasBody;
    private string context = "";

    private Chunker(Document document)
    {
        text = document.Text;
        pages = new PageFinder(document.Pages);
    }

    public static IReadOnlyList<Chunk> Cut(Document document)
    {
        var chunker = new Chunker(document);
        foreach (var block in document.Blocks.Count > 0 ? document.Blocks : [new Block(BlockKind.Paragraph, 0, document.Text.Length)]) chunker.Add(block);
        chunker.Close();
        return chunker.chunks;
    }

    private void Add(Block block)
    {
        if (block.Kind is not BlockKind.TableRow) tableHead = null;
        if (block.Kind is BlockKind.Heading)
        {
            if (hasBody) Close();
            headings.RemoveAll(heading => heading.Level >= block.Level);
            headings.Add((block.Level, OneLine.Of(text[block.Start..block.End], MostHeadingLength)));
        }
        double more = Size(block.Start, block.End);
        if (size > 0 && size + more > Most) Close();
        if (more <= Most) Take(block.Start, block.End, more);
        else
            foreach (var (from, to) in Parts(block)) Take(from, to, Size(from, to));
        if (block.Kind is BlockKind.TableHead) tableHead = OneLine.Of(text[block.Start..block.End], MostTableHeadLength);
        if (block.Kind is not BlockKind.Heading) hasBody = true;
        if (size >= Full) Close();
    }

    /// <summary>A long block's sentences, and pieces of those that are too long themselves.</summary>
    private IEnumerable<(int Start, int End)> Parts(Block block)
    {
        foreach (var (from, to) in Sentences.Of(text, block.Start, block.End))
        {
            int at = from;
            while (Size(at, to) > Most)
            {
                int cut = CutPlace(at, to);
                yield return (at, cut);
                at = cut;
            }
            yield return (at, to);
        }
    }

    /// <summary>The last place before a passage would be full where white space or a mark allows a cut.</summary>
    private int CutPlace(int from, int to)
    {
        int limit = from + 1, allowed = 0;
        for (double used = 0; limit < to && used < Full; limit++)
        {
            used += Weight(limit - 1);
            if (char.IsWhiteSpace(text[limit]) || text[limit - 1] is '，' or '、' or ',' or ';' or '：') allowed = limit;
        }
        if (char.IsLowSurrogate(text[limit])) limit--;
        return allowed > from + (limit - from) / 2 ? allowed : limit;
    }

    private void Take(int from, int to, double more)
    {
        if (size > 0 && size + more > Most) Close();
        if (start < 0) (start, context) = (from, Context(from));
        (end, size) = (to, size + more);
    }

    private void Close()
    {
        if (start >= 0) chunks.Add(new Chunk(start, end, pages.At(start), context));
        (start, size, hasBody) = (-1, 0, false);
    }

    /// <summary>Headings that the passage itself begins with are not said twice.</summary>
    private string Context(int from)
    {
        var above = headings.TakeLast(MostHeadings).Select(heading => heading.Text).Where(heading => string.CompareOrdinal(text, from, heading, 0, heading.Length) != 0);
        return string.Join(" › ", tableHead is null ? above : above.Append(tableHead));
    }

    private double Size(int from, int to)
    {
        double sum = 0;
        for (int at = from; at < to; at++) sum += Weight(at);
        return sum;
    }

    /// <summary>A wide character counts one; the first letter of a word 4/3; marks a quarter.</summary>
    private double Weight(int at)
    {
        char c = text[at];
        if (c >= '\u2e80') return char.IsLowSurrogate(c) ? 0 : 1;
        if (!char.IsLetterOrDigit(c)) return char.IsWhiteSpace(c) ? 0 : 0.25;
        return at == 0 || !char.IsLetterOrDigit(text[at - 1]) || text[at - 1] >= '\u2e80' ? 4.0 / 3 : char.IsAsciiDigit(c) ? 0.3 : 0.02;
    }
}
