using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Joins the summaries of parts into one, group by group and level above level, and checks each sentence of the last against the parts that have most of its words. Every step is
/// stored, so that none is done twice.
/// </summary>
internal sealed class SummaryJoiner(ReadMessages messages, RowMaker rows, MeteredModel model, TextReader reader, Func<string, string> fold)
{
    /// <summary>Tokens of the summaries that are joined at once, and of what is made of them.</summary>
    private const int MostJoined = 1_300, MostTokens = 360;

    private const int MostSentences = 10;

    /// <summary>Chapters that have a sentence each; of more of them, stretches of the document have one.</summary>
    private const int MostChapters = 60;

    /// <summary>Parts that a sentence is checked against.</summary>
    private const int Checked = 3;

    /// <param name="known">Steps of an earlier run, in their order.</param>
    public async Task Run(IReadOnlyList<StoredPart> parts, IReadOnlyList<StoredPart> known, Action<StoredPart> store, CancellationToken cancellation)
    {
        int step = 0;
        var level = parts.Select(Summary).Where(summary => summary.Length > 0).ToList();
        while (level.Count > 1)
        {
            var next = new List<string>();
            foreach (var group in Groups(level)) next.Add(await Join(group, step++));
            level = next;
        }
        if (level.Count == 0 || step < known.Count) return;
        long before = model.Tokens;
        var places = new PartTerms([.. parts.Where(part => part.Part.State is PartState.Read)], rows, fold);
        var final = new List<ReadRow>();
        foreach (var sentence in TextReader.Written(level[0]).Take(MostSentences)) final.Add(await Check(sentence, places.Best(sentence, Checked), cancellation));
        // What a model joins badly is worth less than what was found to be said part by part.
        bool isPicked = final.Count(row => row.Verdict is Verdict.Supported) * 2 < final.Count;
        Store(step, isPicked ? Pick(parts) : final, before, isPicked ? ReportWriter.Picked : "");

        async Task<string> Join(IReadOnlyList<string> group, int number)
        {
            if (number < known.Count) return known[number].Rows[0].Text;
            if (group.Count == 1) return Keep(group[0], model.Tokens);
            long before = model.Tokens;
            var (reply, _) = await model.Write(messages.Join(string.Join('\n', group)), MostTokens, null, cancellation);
            return Keep(reply, before);

            string Keep(string text, long before)
            {
                Store(number, [rows.Row(parts[0].Part, text, 0, 0)], before, "");
                return text;
            }
        }

        void Store(int number, IReadOnlyList<ReadRow> written, long before, string label) =>
            store(new StoredPart(new ReadPart(-1 - number, parts[0].Part.Document, 0, 0, label, PartState.Read, null, model.Tokens - before), written, 0));
    }

    /// <summary>What was written of a part and found to be said there.</summary>
    private static string Summary(StoredPart part) => string.Join(' ', Said(part).Select(row => row.Text));

    private static IEnumerable<ReadRow> Said(StoredPart part) => part.Rows.Where(row => row.Verdict is Verdict.Supported);

    /// <summary>Sentences of the parts' summaries, from all over the document: of each chapter, or stretch, the one that says most of what it is about.</summary>
    private List<ReadRow> Pick(IReadOnlyList<StoredPart> parts)
    {
        var said = parts.Select(part => (part.Part.Label, Rows: Said(part).ToList())).Where(part => part.Rows.Count > 0).ToList();
        // Without headings a label is a page's number.
        var chapters = said.Where(part => part.Label.Any(char.IsLetter)).GroupBy(part => part.Label).ToList();
        var stretches = chapters.Count is > 1 and <= MostChapters ? chapters.Select(chapter => chapter.ToArray()) : said.Chunk((said.Count + MostSentences - 1) / MostSentences);
        return [.. stretches.Select(stretch => stretch.SelectMany(part => part.Rows).ToList()).Select(stretch => stretch[CentralSentence.Best([.. stretch.Select(row => row.Text)], fold)])];
    }

    /// <summary>Neighbours that are joined together: at least two, so that a level has fewer than the one below.</summary>
    private static IEnumerable<IReadOnlyList<string>> Groups(List<string> level)
    {
        var group = new List<string>();
        long tokens = 0;
        foreach (var summary in level)
        {
            long more = TokenEstimate.Of(summary);
            if (group.Count > 1 && tokens + more > MostJoined)
            {
                yield return group;
                (group, tokens) = ([], 0);
            }
            group.Add(summary);
            tokens += more;
        }
        yield return group;
    }

    /// <summary>What one part says is said; that another does not, or says otherwise, counts only where none does.</summary>
    private async Task<ReadRow> Check(string sentence, IReadOnlyList<ReadPart> parts, CancellationToken cancellation)
    {
        ReadRow? best = null;
        foreach (var part in parts)
        {
            var row = await reader.Checked(part, sentence, cancellation);
            if (row.Verdict is Verdict.Supported) return row;
            if (best is null || row.Verdict is Verdict.Partly && best.Verdict is not Verdict.Partly) best = row;
        }
        return best!;
    }
}
