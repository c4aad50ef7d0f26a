using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Has a chat model write of a part: a summary, an answer or a translation. What it says is checked against the part.</summary>
internal sealed class TextReader(ReadTask task, ReadMessages messages, RowMaker rows, MeteredModel model, ClaimChecker checker, Func<string, string> fold) : IPartReader
{
    private const int MostTokens = 240;

    /// <summary>Sentences of a part's summary.</summary>
    private const int MostSentences = 3;

    /// <summary>How often a piece is halved whose translation does not come to its end.</summary>
    private const int MostHalves = 3;

    public async Task<(IReadOnlyList<ReadRow> Rows, int Dropped)> Read(ReadPart part, CancellationToken cancellation)
    {
        var text = rows.Shown(part);
        if (text.Length == 0) return ([], 0);
        if (task.Kind is ReadKind.Translate)
        {
            var translated = new List<ReadRow>();
            await Translate(part, part.Start, part.End, 0, translated, cancellation);
            return (translated, 0);
        }
        var (reply, isCut) = await model.Write(messages.Of(text), MostTokens, null, cancellation);
        if (task.Kind is ReadKind.Answer) return (IsNothing(reply) ? [] : [await Checked(part, Repetition.Cut(OneLine.Of(reply, ClaimChecker.MaximumSentence)), cancellation)], 0);
        var written = Written(reply).ToList();
        if (isCut && written.Count > 1) written.RemoveAt(written.Count - 1);
        var found = new List<ReadRow>();
        foreach (var sentence in written.Take(MostSentences)) found.Add(await Checked(part, sentence, cancellation));
        if (found.All(row => row.Verdict is not Verdict.Supported) && Own(part) is { } own) found.Add(own);
        return (found, 0);
    }

    /// <summary>The sentences of a reply, each once: a small model may say the same again and again.</summary>
    public static IEnumerable<string> Written(string reply) =>
        Sentences.Of(reply).Select(sentence => Repetition.Cut(OneLine.Of(reply[sentence.Start..sentence.End], ClaimChecker.MaximumSentence))).Distinct();

    /// <summary>The part's own words for what it is about.</summary>
    private ReadRow? Own(ReadPart part) => CentralSentence.Of(rows.Text, part.Start, part.End, fold) is { } place
        ? rows.Row(part, OneLine.Of(rows.Text[place.Start..place.End]), place.Start, place.End) with { Verdict = Verdict.Supported }
        : null;

    /// <summary>A sentence with its verdict, and its place where the part says it; none where no place qualifies.</summary>
    public async Task<ReadRow> Checked(ReadPart part, string sentence, CancellationToken cancellation)
    {
        var passage = rows.Text[part.Start..Math.Min(part.End, part.Start + ClaimChecker.MaximumPassage)];
        var found = await checker.Check(sentence, passage, cancellation);
        var (start, end) = found.Evidence is { } place ? (part.Start + place.Start, part.Start + place.End) : (part.Start, part.Start);
        return rows.Row(part, sentence, start, end) with { Verdict = found.Verdict };
    }

    private async Task Translate(ReadPart part, int start, int end, int halves, List<ReadRow> translated, CancellationToken cancellation)
    {
        var text = rows.Text[start..end].Trim();
        if (text.Length == 0) return;
        var (reply, isCut) = await model.Write(messages.Of(text), (int)(80 + 3 * TokenEstimate.Of(text)), null, cancellation);
        if (!isCut && reply.Length > 0)
        {
            int from = start + rows.Text.AsSpan(start, end - start).IndexOf(text);
            translated.Add(rows.Row(part, reply, from, from + text.Length));
            return;
        }
        int middle = Halves.Middle(rows.Text, start, end);
        if (halves == MostHalves || middle <= start || middle >= end) throw new CutReplyException();
        await Translate(part, start, middle, halves + 1, translated, cancellation);
        await Translate(part, middle, end, halves + 1, translated, cancellation);
    }

    private static bool IsNothing(string answer) => answer.Trim('。', '.', ' ', '“', '”', '"') is "" or "无" or "無" or "None" or "none";
}
