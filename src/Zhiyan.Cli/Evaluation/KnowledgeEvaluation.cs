using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Knowledge.WholeDocuments;

namespace Zhiyan.Cli.Evaluation;

/// <summary>
/// Runs the public sets through libraries of their own, and counts. What was fitted on these sets (evidence, claims) is not measured here but by the programs that fit it, on documents that were left
/// out.
/// </summary>
internal sealed class KnowledgeEvaluation(LabelledFiles sets, KnowledgeBase knowledge, string folder)
{
    /// <summary>Questions of a set that are put in order by a model.</summary>
    private const int MostReranked = 150;

    /// <summary>Each expected fact, looked for among the passages of its document: does any of them hold it whole?</summary>
    public async IAsyncEnumerable<Figure> Extraction()
    {
        var library = knowledge.FindOrCreate("docs");
        await library.Ingest(sets.PathOf("docs"), _ => { });
        var facts = sets.Lines("docs", "manifest.jsonl").SelectMany(entry => entry["facts"]!.AsArray().Select(fact => (File: (string)entry["file"]!, Fact: (string)fact!))).ToList();
        var texts = library.Contents.Where(entry => entry.State is DocumentState.Readable).ToDictionary(entry => entry.Path, entry => Squeezed(library.Read(entry.Id).Text));
        yield return new Figure("docs", "expected facts found in their documents", Share.Count(facts, one => texts.TryGetValue(one.File, out var text) && text.Contains(Squeezed(one.Fact), StringComparison.Ordinal)));
    }

    /// <summary>By words, by meaning, and by both: is the document that answers the first, or among the first five? Sets that are not there are passed over.</summary>
    public async IAsyncEnumerable<Figure> Search()
    {
        foreach (var (name, library, questions) in await QuestionSets())
        {
            foreach (var mode in Enum.GetValues<SearchMode>())
            {
                var ranks = new List<(string? Kind, int Rank)>();
                foreach (var question in questions) ranks.Add(((string?)question["kind"], RankOf(await library.Search(Asked(question) with { Mode = mode }), question)));
                var way = mode.ToString().ToLowerInvariant();
                foreach (var figure in Ranked(name, way, [.. ranks.Select(one => one.Rank)])) yield return figure;
                foreach (var kind in ranks.Where(one => one.Kind is not null).GroupBy(one => one.Kind)) yield return new Figure(name, $"{way}, {kind.Key}: recall@1", Share.Count([.. kind], one => one.Rank == 0));
            }
        }
    }

    /// <summary>Some questions of each set, evenly spread: what a reranker makes of a search.</summary>
    public async IAsyncEnumerable<Figure> Reranked(IReranker reranker)
    {
        foreach (var (name, library, questions) in await QuestionSets())
        {
            var (found, reranked) = (new List<int>(), new List<int>());
            int count = Math.Min(MostReranked, questions.Count);
            foreach (var question in Enumerable.Range(0, count).Select(at => questions[at * questions.Count / count]))
            {
                found.Add(RankOf(await library.Search(Asked(question)), question));
                reranked.Add(RankOf(await library.Search(Asked(question), reranker), question));
            }
            foreach (var figure in Ranked(name, "hybrid", found).Concat(Ranked(name, "reranked", reranked))) yield return figure;
        }
    }

    /// <summary>The multi-passage sets, each question put to its own documents: is what is there found, what is not there said so, a disagreement shown?</summary>
    public async IAsyncEnumerable<Figure> Answers(AnsweringModel? model)
    {
        foreach (var language in (string[])["zh", "en"])
        {
            var library = await Library($"rag-{language}");
            var documents = library.Contents.ToDictionary(entry => entry.Path, entry => entry.Id);
            foreach (var kind in sets.Lines("rag-multi", $"{language}.jsonl").Where(item => (string)item["kind"]! is not "conflict").GroupBy(item => (string)item["kind"]!))
            {
                var right = new List<(bool Answered, bool Cited)>();
                foreach (var item in kind)
                {
                    var within = new SearchRequest("") { Documents = [.. item["doc_ids"]!.AsArray().Select(id => documents[$"{id}.txt"])] };
                    var answer = await library.Ask(new AskRequest((string)item["question"]!) { Within = within, Reading = ReadingMode.Passages }, model);
                    right.Add((!answer.Abstained, Cites(answer, item)));
                }
                if (kind.Key == "reject") yield return new Figure(language, "answer not there: abstains", Share.Count(right, one => !one.Answered));
                else
                {
                    yield return new Figure(language, $"{kind.Key}: answers", Share.Count(right, one => one.Answered));
                    yield return new Figure(language, $"{kind.Key}: evidence holds every marked answer", Share.Count(right, one => one.Cited));
                }
            }
        }
    }

    /// <summary>A copy of the document that answers, with the answer changed, lies beside it: are both shown, and as disagreeing?</summary>
    public async IAsyncEnumerable<Figure> Conflicts(AnsweringModel? model)
    {
        foreach (var language in (string[])["zh", "en"])
        {
            var items = sets.Lines("rag-multi", $"{language}.jsonl").Where(item => (string)item["kind"]! is "conflict").ToList();
            var files = Path.Combine(folder, $"conflict-{language}");
            sets.WriteDocuments($"rag-{language}", files);
            foreach (var (item, planted) in items.Select(item => (item, item["planted"]!)))
            {
                var text = await File.ReadAllTextAsync(Path.Combine(files, $"{planted["from_doc"]}.txt"));
                await File.WriteAllTextAsync(Path.Combine(files, $"{item["qid"]}.txt"), text.Replace((string)planted["replace"]!, (string)planted["with"]!, StringComparison.Ordinal));
            }
            var library = knowledge.FindOrCreate($"conflict-{language}");
            await library.Ingest(files, _ => { });
            await library.Embed();
            var documents = library.Contents.ToDictionary(entry => entry.Path, entry => entry.Id);
            var shown = new List<bool>();
            foreach (var item in items)
            {
                var within = new SearchRequest("") { Documents = [.. item["doc_ids"]!.AsArray().Select(id => documents[$"{id}.txt"]), documents[$"{item["qid"]}.txt"]] };
                var answer = await library.Ask(new AskRequest((string)item["question"]!) { Within = within, Reading = ReadingMode.Passages }, model);
                shown.Add(answer.Claims.Any(claim => claim.ConflictsWith.Count > 0)
                    && ((string[])[(string)item["planted"]!["replace"]!, (string)item["planted"]!["with"]!]).All(value => Letters(answer.Text).Contains(Letters(value), StringComparison.Ordinal)));
            }
            yield return new Figure(language, "conflict: both sides shown as disagreeing", Share.Count(shown, both => both));
        }
    }

    /// <summary>Lists over whole books, which code makes, and over texts that need reading: rows that are there, and rows that belong. Sets that are not there are passed over.</summary>
    /// <param name="model">Null for lists that code makes alone.</param>
    public async IAsyncEnumerable<Figure> Lists(AnsweringModel? model)
    {
        string[] there = [.. ((string[])["long", "own-lists"]).Where(set => sets.Has(set, "exhaustive.jsonl"))];
        if (there.Length == 0) throw new UsageException("none of the sets long and own-lists is there; name their folders with --sets.");
        foreach (var set in there)
        {
            var library = knowledge.FindOrCreate(set);
            await library.Ingest(sets.PathOf(set), _ => { });
            foreach (var task in sets.Lines(set, "exhaustive.jsonl"))
            {
                var document = library.Contents.Single(entry => entry.Path == (string)task["file"]!);
                var report = await library.ReadWhole(new ReadRequest(document.Id, (string)task["question"]!), model);
                var rows = report.Rows.Select(row => Letters(row.Text)).ToHashSet();
                var wanted = task["items"]!.AsArray().Select(item => Letters((string)item!["text"]!)).ToHashSet();
                var name = $"{task["task_id"]}, by {report.Method.ToString().ToLowerInvariant()}";
                yield return new Figure(set, $"{name}: recall", new Share(wanted.Count(rows.Contains), wanted.Count));
                yield return new Figure(set, $"{name}: recall where a row may say more", new Share(wanted.Count(item => rows.Any(row => row.Contains(item, StringComparison.Ordinal))), wanted.Count));
                yield return new Figure(set, $"{name}: precision", new Share(rows.Count(wanted.Contains), rows.Count));
                yield return new Figure(set, $"{name}: characters read", new Share(report.Coverage.Read, report.Coverage.Characters));
            }
        }
    }

    private async Task<Library> Library(string set)
    {
        var files = Path.Combine(folder, set);
        if (!Directory.Exists(files)) sets.WriteDocuments(set, files);
        var library = knowledge.FindOrCreate(set);
        await library.Ingest(files, _ => { });
        await library.Embed();
        return library;
    }

    private async Task<IReadOnlyList<(string Name, Library Library, IReadOnlyList<JsonNode> Questions)>> QuestionSets()
    {
        var found = new List<(string, Library, IReadOnlyList<JsonNode>)>();
        foreach (var (set, questions, name) in ((string, string, string)[])
            [("rag-zh", "questions.jsonl", "zh"), ("rag-en", "questions.jsonl", "en"), ("rag-en", "questions-zh.jsonl", "zh question, en document"), ("own", "questions.jsonl", "names, numbers, rare terms")])
            if (sets.Has(set, questions)) found.Add((name, await Library(set), sets.Lines(set, questions)));
        return found.Count > 0 ? found : throw new UsageException("none of the sets rag-zh, rag-en and own is there; name their folders with --sets.");
    }

    private static SearchRequest Asked(JsonNode question) => new((string)question["question"]!);

    /// <summary>Of the document that answers, among the documents found; −1 where it is not.</summary>
    private static int RankOf(IReadOnlyList<Passage> found, JsonNode question) => found.Select(passage => passage.Document.Path).Distinct().ToList().IndexOf($"{question["doc_id"]}.txt");

    private static IEnumerable<Figure> Ranked(string name, string way, List<int> ranks) =>
        [new(name, $"{way}: recall@1", Share.Count(ranks, rank => rank == 0)), new(name, $"{way}: recall@5", Share.Count(ranks, rank => rank is >= 0 and < 5))];

    private static bool Cites(Answer answer, JsonNode item) => item["answers"]!.AsArray().All(alternatives =>
        alternatives!.AsArray().Any(alternative => answer.Evidence.Any(evidence => Letters(evidence.Quote).Contains(Letters((string)alternative!["text"]!), StringComparison.Ordinal))));

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '‐' or '‑' or '–' or '—')));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
