using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Server.Libraries;

/// <summary>A stretch of a document's text as it is shown: its blocks, with a range marked.</summary>
/// <param name="From">UTF-16 units into the text, as <paramref name="To"/>.</param>
/// <param name="All">Of the whole text.</param>
/// <param name="Mark">The range, where it lies in the text; null where none does, and then nothing is marked.</param>
internal sealed record DocumentStretch(int From, int To, int All, (int Start, int End)? Mark, IReadOnlyList<ShownBlock> Parts)
{
    /// <summary>About how much is shown at once, in UTF-16 units.</summary>
    public const int Length = 12_000;

    public static readonly DocumentStretch None = new(0, 0, 0, null, []);

    public static DocumentStretch Of(Document document, int? start, int? end, int? from)
    {
        var text = document.Text;
        (int Start, int End)? mark = start is { } first && end is { } last && first >= 0 && first < last && last <= text.Length ? (first, last) : null;
        var begin = Math.Clamp(from ?? (mark is { } range ? range.Start - Length / 3 : 0), 0, Math.Max(0, text.Length - 1));
        var blocks = document.Blocks.Count > 0 ? document.Blocks : [new Block(BlockKind.Paragraph, 0, text.Length)];
        // From the beginning of a block, unless that lies too far away.
        if (from is null && blocks.LastOrDefault(block => block.Start <= begin) is { } around && begin - around.Start < Length / 2) begin = around.Start;
        var until = Whole(text, Math.Min(text.Length, Math.Max(begin + Length, mark is { } marked && marked.Start >= begin ? Math.Min(marked.End, begin + 4 * Length) : 0)));
        begin = Whole(text, begin);
        var parts = blocks.Where(block => block.Start < until && block.End > begin).Select(block => Shown(text, block, begin, until, mark)).ToList();
        return new(begin, until, text.Length, mark, parts);
    }

    private static ShownBlock Shown(string text, Block block, int from, int until, (int Start, int End)? mark)
    {
        var (start, end) = (Math.Max(block.Start, from), Math.Min(block.End, until));
        List<ShownRun> runs;
        if (mark is not { } range || range.End <= start || range.Start >= end) runs = [new(text[start..end], false, false)];
        else
        {
            var (first, last) = (Math.Max(range.Start, start), Math.Min(range.End, end));
            runs = [new(text[start..first], false, false), new(text[first..last], true, range.Start >= start), new(text[last..end], false, false)];
        }
        return new(KindOf(block.Kind), [.. runs.Where(run => run.Text.Length > 0)]);
    }

    private static string KindOf(BlockKind kind) => kind switch
    {
        BlockKind.Heading => "heading",
        BlockKind.ListItem => "item",
        BlockKind.TableHead or BlockKind.TableRow => "row",
        BlockKind.Code => "code",
        BlockKind.Quote => "quote",
        BlockKind.Caption or BlockKind.Note => "note",
        _ => "text",
    };

    /// <summary>Never between the halves of a character.</summary>
    private static int Whole(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}

/// <summary>A block, by the class of what it is, in runs.</summary>
internal sealed record ShownBlock(string Kind, IReadOnlyList<ShownRun> Runs);

/// <param name="IsFirst">The marked range begins in it.</param>
internal sealed record ShownRun(string Text, bool IsMarked, bool IsFirst);
