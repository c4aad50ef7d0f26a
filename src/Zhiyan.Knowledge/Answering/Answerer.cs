using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// Answers a question from a library: finds passages, ranks their sentences, says nothing where the best of them does not answer, else has a model word claims and checks
/// each. A claim that does not hold is replaced by the source's own sentence.
/// </summary>
internal sealed class Answerer(Library library, KnowledgeTools tools, AnsweringModel? model, IReranker? reranker)
{
    /// <summary>Passages that are read of those that were found.</summary>
    internal const int PassagesRead = 5;

    /// <summary>Passages that are read where the chat model judges each first, since the question is in another language.</summary>
    internal const int PassagesJudged = Reranking.Most;

    /// <summary>Up to this many passages, all of them are read unasked: about what a small model's context holds.</summary>
    private const int FullTextPassages = 24;

    /// <summary>A sentence answers nearly as well as the best one within this much, in log-odds.</summary>
    internal const double AsGood = 1;

    /// <summary>Passages that a claim is looked up in which the cited ones do not say.</summary>
    private const int RepairPassages = 2;

    /// <summary>A sentence of another document counts beside the best one within this much, in log-odds.</summary>
    private const double Beside = 3;

    private readonly TermAnalyzer analyzer = tools.Analyzer;
    private readonly TextFolding folding = tools.Folding;
    private readonly EvidenceFinder finder = new(tools.Analyzer, tools.Folding, tools.Embedder, library.OutlineOf);
    private readonly ClaimChecker checker = new(model?.Likelihoods, text => tools.Folding.Fold(text).Text);
    private readonly Variants variants = new(tools.Folding);

    public async Task<Answer> Run(AskRequest request, CancellationToken cancellation)
    {
        var language = TextLanguage.Of(request.Question, folding) ?? "en";
        var said = new Statements([], []);
        var unanswered = new List<string>();
        var read = new Dictionary<int, Passage>();
        int there = library.PassagesWithin(request.Within);
        if (request.Reading is ReadingMode.FullText && there > AskRequest.MostFullTextPassages) throw new TooMuchToReadException(there);
        var mode = request.Reading is ReadingMode.ByBudget ? there <= FullTextPassages ? ReadingMode.FullText : ReadingMode.Passages : request.Reading;
        double confidence = 1;
        long tokens = 0;
        foreach (var question in SubQuestions.Of(request.Question))
        {
            var (passages, areJudged) = await Find(request.Within with { Question = question, Top = mode is ReadingMode.FullText ? there : PassagesRead }, language, cancellation);
            foreach (var passage in passages) read[passage.Ordinal] = passage;
            var ranked = await finder.Rank(question, language, library.Weigh(question), passages, areJudged, cancellation);
            var fitted = ranked.Count == 0 ? null : finder.ModelFor(language, ranked[0], areJudged);
            double answered = fitted?.There.Probability(ranked[0].LogOdds, ranked[0].Gain) ?? 0;
            if (fitted is null || answered < fitted.There.From)
            {
                unanswered.Add(question);
                confidence = Math.Min(confidence, 1 - answered);
                continue;
            }
            confidence = Math.Min(confidence, answered);
            tokens += await Add(request, said, question, language, ranked, cancellation);
        }
        var documents = library.Within(request.Within).Count(entry => entry.State is DocumentState.Readable);
        var coverage = new AnswerCoverage(mode, read.Count, there, read.Values.Select(passage => passage.Document.Id).Distinct().Count(), documents, read.Values.Sum(passage => passage.Text.Length), tokens);
        var answer = new Answer(said.Claims, unanswered, confidence, coverage, language) { LeftOut = said.LeftOut };
        // A document may have been taken out, or read anew, while it was answered from. What is asked of an earlier time stands as it stood then.
        return request.Within.At is null ? new SourceCheck(library).Check(answer, looksAtFiles: false) : answer;
    }

    /// <summary>
    /// What a search finds, in a reranker's order where one is installed. Where the first passage is in another language than the question, the chat model judges the first few; of a
    /// passage beyond them it is as though it had said that it has nothing to do with the question.
    /// </summary>
    private async Task<(IReadOnlyList<Passage> Passages, bool AreJudged)> Find(SearchRequest request, string language, CancellationToken cancellation)
    {
        var more = request with { Top = Math.Max(request.Top, PassagesJudged) };
        var found = await library.Search(more, reranker, cancellation);
        if (found.Count > 0 && model?.Likelihoods is { } likelihoods && EvidenceModel.IsCrossing(language, found[0].Document.Language))
        {
            var judged = await Reranking.Of(request.Question, found, new LikelihoodReranker(likelihoods), tools.Time, cancellation);
            if (judged is not null) return ([.. judged, .. found.Skip(judged.Count)], true);
        }
        return ([.. found.Take(request.Top)], false);
    }

    /// <summary>
    /// Adds what answers a question: the best sentence or a model's wording of it, what sources say otherwise, and a second sentence that answers nearly as well. Returns the tokens that a model took.
    /// </summary>
    private async Task<long> Add(AskRequest request, Statements said, string question, string language, IReadOnlyList<Candidate> ranked, CancellationToken cancellation)
    {
        var best = ranked[0];
        var (supporting, differing) = Versions(best, ranked);
        long tokens = 0;
        Claim? worded = null;
        if (differing.Count == 0 && model is not null) (worded, tokens) = await Word(request, said, question, language, best, ranked, cancellation);
        var second = ranked.Skip(1).TakeWhile(other => other.LogOdds > best.LogOdds - AsGood).FirstOrDefault(other => supporting.Concat(differing).All(stated => IsNew(other, stated)));
        if (worded is not null) said.Claims.Add(worded);
        else if (second is not null && differing.Count == 0 && Joined(best, second) is { } both) Add(said.Claims, [both, .. supporting.Skip(1)], []);
        else Add(said.Claims, supporting, differing);
        if (second is null || said.Claims.SelectMany(claim => claim.Evidence).Any(evidence => evidence.Document.Id == second.Passage.Document.Id && evidence.Start <= second.Start && second.End <= evidence.End)) return tokens;
        (supporting, differing) = Versions(second, ranked);
        Add(said.Claims, supporting, differing);
        return tokens;
    }

    private static void Add(List<Claim> claims, IReadOnlyList<Candidate> supporting, IReadOnlyList<Candidate> differing)
    {
        int first = claims.Count;
        claims.Add(Quote(supporting, [.. Enumerable.Range(first + 1, differing.Count)]));
        foreach (var (index, other) in differing.Index())
            claims.Add(Quote([other], [.. Enumerable.Range(first, differing.Count + 1).Where(at => at != first + 1 + index)]));
    }

    private bool IsNew(Candidate sentence, Candidate stated) => variants.Compare(stated.Text, sentence.Text) is SentenceRelation.Unlike;

    /// <summary>Two sentences that stand beside each other as one; null for others.</summary>
    private static Candidate? Joined(Candidate one, Candidate other)
    {
        if (one.Passage.Ordinal != other.Passage.Ordinal) return null;
        var (first, last) = one.Start < other.Start ? (one, other) : (other, one);
        var text = first.Passage.Text;
        int from = first.Start - first.Passage.Start, to = last.End - first.Passage.Start;
        return string.IsNullOrWhiteSpace(text[(first.End - first.Passage.Start)..(last.Start - first.Passage.Start)]) ? first with { End = last.End, Text = text[from..to] } : null;
    }

    /// <summary>The best sentence with those of other documents that say the same, and those that say it differently.</summary>
    private (IReadOnlyList<Candidate> Same, IReadOnlyList<Candidate> Differing) Versions(Candidate best, IReadOnlyList<Candidate> ranked)
    {
        var same = new List<Candidate> { best };
        var differing = new List<Candidate>();
        foreach (var other in ranked.Skip(1).TakeWhile(other => other.LogOdds > best.LogOdds - Beside).Where(other => other.Passage.Document.Id != best.Passage.Document.Id))
        {
            var relation = variants.Compare(best.Text, other.Text);
            if (relation is SentenceRelation.Equal) same.Add(other);
            else if (relation is SentenceRelation.Differing && !differing.Any(known => variants.Compare(known.Text, other.Text) is SentenceRelation.Equal)) differing.Add(other);
        }
        return (same, differing);
    }

    /// <summary>
    /// A model's wording, kept only where the check finds that the best sentence says it, alone or as a needed part of what the model named, and where it still answers. One that does not hold
    /// is looked up once more by its own words; what then is said nowhere is left out, and told.
    /// </summary>
    private async Task<(Claim? Claim, long Tokens)> Word(AskRequest request, Statements said, string question, string language, Candidate best, IReadOnlyList<Candidate> ranked, CancellationToken cancellation)
    {
        var passage = ranked.Where(candidate => candidate.Passage.Ordinal == best.Passage.Ordinal).OrderBy(candidate => candidate.Start).ToList();
        var (written, tokens) = await new AnswerWriter(model!.Chat).Write(question, language, passage, cancellation);
        (string Text, CheckedClaim Check)? failed = null;
        foreach (var (text, named) in written.Where(claim => Answers(question, claim.Text, best.Text)))
        {
            var alone = await Check(text, [best], cancellation);
            if (alone.Verdict is Verdict.Supported) return (Worded(text, alone, [best]), tokens);
            var others = named.Where(sentence => sentence != best).ToList();
            if (others.Count < named.Count && others.Count > 0)
            {
                var together = await Check(text, named, cancellation);
                if (together.Verdict is Verdict.Supported && (await Check(text, others, cancellation)).Verdict is not Verdict.Supported) return (Worded(text, together, named), tokens);
            }
            failed ??= (text, alone);
        }
        if (failed is not { } left) return (null, tokens);
        if (await Repair(request, left.Text, best, cancellation) is { } repaired) return (repaired, tokens);
        said.LeftOut.Add(new Claim(left.Text, left.Check.Verdict, left.Check.SupportedProbability, [], false, [], left.Check.Reasons));
        return (null, tokens);
    }

    /// <summary>One search by the claim's own words: another passage may say what the cited one does not.</summary>
    private async Task<Claim?> Repair(AskRequest request, string text, Candidate best, CancellationToken cancellation)
    {
        var found = await library.Search(request.Within with { Question = text, Top = RepairPassages + 1 }, cancellation);
        foreach (var passage in found.Where(passage => passage.Ordinal != best.Passage.Ordinal).Take(RepairPassages))
        {
            var check = await checker.Check(text, passage.Text, cancellation);
            if (check is not { Verdict: Verdict.Supported, Evidence: { } range } || Instructions.Are(passage.Text[range.Start..range.End])) continue;
            return new Claim(text, check.Verdict, check.SupportedProbability, [EvidenceOf(passage, passage.Start + range.Start, passage.Start + range.End)], false, [], check.Reasons);
        }
        return null;
    }

    private Task<CheckedClaim> Check(string text, IReadOnlyList<Candidate> sentences, CancellationToken cancellation) =>
        checker.Check(text, string.Join('\n', sentences.OrderBy(sentence => sentence.Start).Select(sentence => sentence.Text)), cancellation);

    private static Claim Worded(string text, CheckedClaim check, IReadOnlyList<Candidate> sentences) =>
        new(text, check.Verdict, check.SupportedProbability, [.. sentences.Select(EvidenceOf)], false, [], check.Reasons);

    /// <summary>Whether a claim says more than its question, and has the kind of thing that is asked for where the sentence it is made of has it.</summary>
    private bool Answers(string question, string claim, string sentence)
    {
        var asked = analyzer.Chunk(question).Occurrences;
        if (analyzer.Chunk(claim).Occurrences.Keys.All(asked.ContainsKey)) return false;
        var folded = folding.Fold(question).Text;
        var kind = QuestionKinds.Of(folded);
        return AnswerType.Fits(kind, folded, folding.Fold(claim).Text, claim) || !AnswerType.Fits(kind, folded, folding.Fold(sentence).Text, sentence);
    }

    /// <summary>The source's own words are what the source says: there is nothing to check.</summary>
    private static Claim Quote(IReadOnlyList<Candidate> sentences, IReadOnlyList<int> conflictsWith) => new(
        OneLine.Of(sentences[0].Text), Verdict.Supported, 1, [.. sentences.Select(EvidenceOf)], true, conflictsWith, []);

    private static Evidence EvidenceOf(Candidate sentence) => EvidenceOf(sentence.Passage, sentence.Start, sentence.End);

    private static Evidence EvidenceOf(Passage passage, int start, int end) =>
        new(passage.Document, passage.Page, start, end, passage.Text[(start - passage.Start)..(end - passage.Start)], Instructions.Are(passage.Text));

    /// <summary>What an answer is going to say, and what it is not.</summary>
    private sealed record Statements(List<Claim> Claims, List<Claim> LeftOut);
}
