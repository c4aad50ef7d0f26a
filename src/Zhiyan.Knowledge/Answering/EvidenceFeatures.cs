using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Answering;

/// <summary>
/// What tells that a sentence answers a question: the words they share, weighed by how rare they are in the library and among the sentences at hand; how near their meanings are;
/// how well the passage fits; whether the kind of thing is there that is asked for. What a passage is about is named where it begins and seldom again, so words of the question that stand
/// there are its subject, and the others, its predicate, tell the sentences apart.
/// </summary>
internal sealed class EvidenceFeatures
{
    public static readonly IReadOnlyList<string> Names =
    [
        "words", "telling_words", "telling_words_around", "meaning", "meaning_above_mean", "meaning_below_best", "passage_meaning", "passage_words", "passage_rank", "passage_coverage",
        "new_words", "length", "first", "predicate_words", "predicate_words_below_best", "when", "how_many", "who", "where", "why", "wants_other", "gain", "gain_below_best",
    ];

    /// <summary>What a cosine of 1 is as a feature.</summary>
    public const double MeaningScale = 10;

    /// <summary>Those that rest on vectors.</summary>
    public static bool IsOfVectors(string name) => name.Contains("meaning", StringComparison.Ordinal);

    /// <summary>Those that rest on what a chat model says of the passages.</summary>
    public static bool IsOfModel(string name) => name.StartsWith("gain", StringComparison.Ordinal);

    private readonly QuestionKind kind;
    private readonly string question;
    private readonly IReadOnlyDictionary<string, double> asked;
    private readonly IReadOnlyList<Candidate> candidates;
    private readonly HashSet<string>[] terms;
    private readonly Dictionary<string, double> telling;
    private readonly double[] predicates;
    private readonly double mostPredicate, mostGain, allTelling, all, mostMeaning, meanMeaning, bestWordScore;
    private readonly TextFolding folding;

    /// <param name="weights">The question's terms, each weighed by how rare it is in the library.</param>
    public EvidenceFeatures(string question, IReadOnlyDictionary<string, double> weights, IReadOnlyList<Candidate> candidates, TermAnalyzer analyzer, TextFolding folding)
    {
        this.question = folding.Fold(question).Text;
        this.candidates = candidates;
        this.folding = folding;
        kind = QuestionKinds.Of(this.question);
        asked = weights;
        terms = [.. candidates.Select(candidate => analyzer.Chunk(candidate.Text).Occurrences.Keys.ToHashSet())];
        telling = weights.Keys.ToDictionary(term => term, term => Math.Log((candidates.Count + 1) / (terms.Count(sentence => sentence.Contains(term)) + 0.5)));
        all = Math.Max(weights.Values.Sum(), 1e-9);
        allTelling = Math.Max(telling.Where(term => terms.Any(sentence => sentence.Contains(term.Key))).Sum(term => term.Value), 1e-9);
        mostMeaning = candidates.Select(candidate => candidate.Meaning).DefaultIfEmpty().Max();
        meanMeaning = candidates.Select(candidate => candidate.Meaning).DefaultIfEmpty().Average();
        mostGain = candidates.Select(candidate => candidate.Gain).DefaultIfEmpty().Max();
        bestWordScore = all * 2.2;      // what BM25 gives at most for each term
        var subjects = candidates.GroupBy(candidate => candidate.Passage.Ordinal).ToDictionary(sentences => sentences.Key, sentences => Subject(sentences.First(), sentences.Count() > 1, analyzer));
        predicates = [.. candidates.Select((candidate, index) => weights.Where(term => terms[index].Contains(term.Key) && !subjects[candidate.Passage.Ordinal].Contains(term.Key)).Sum(term => term.Value) / all)];
        mostPredicate = predicates.DefaultIfEmpty().Max();
    }

    /// <summary>In the order of <see cref="Names"/>.</summary>
    public double[] Of(int index)
    {
        var candidate = candidates[index];
        var around = new HashSet<string>(terms[index]);
        foreach (int neighbour in (int[])[index - 1, index + 1])
            if (neighbour >= 0 && neighbour < candidates.Count && candidates[neighbour].Passage.Ordinal == candidate.Passage.Ordinal) around.UnionWith(terms[neighbour]);
        bool isFirst = index == 0 || candidates[index - 1].Passage.Ordinal != candidate.Passage.Ordinal;
        var folded = folding.Fold(candidate.Text).Text;
        return
        [
            asked.Where(term => terms[index].Contains(term.Key)).Sum(term => term.Value) / all,
            Telling(terms[index]),
            Telling(around),
            candidate.Meaning * MeaningScale,
            (candidate.Meaning - meanMeaning) * MeaningScale,
            (candidate.Meaning - mostMeaning) * MeaningScale,
            candidate.Passage.VectorScore * MeaningScale,
            candidate.Passage.WordScore / bestWordScore,
            candidate.Rank,
            candidate.PassageCoverage,
            Math.Min(terms[index].Count(term => !asked.ContainsKey(term)), 30) / 10.0,
            Math.Log(1 + candidate.Text.Length),
            isFirst ? 1 : 0,
            predicates[index],
            predicates[index] - mostPredicate,
            Fits(QuestionKind.When, folded, candidate.Text), Fits(QuestionKind.HowMany, folded, candidate.Text), Fits(QuestionKind.Who, folded, candidate.Text),
            Fits(QuestionKind.Where, folded, candidate.Text), Fits(QuestionKind.Why, folded, candidate.Text),
            kind is QuestionKind.Other ? 1 : 0,
            candidate.Gain, candidate.Gain - mostGain,
        ];
    }

    /// <summary>The words of a document's title, of the headings above a passage, and, where more follow, of the passage to the end of its first sentence.</summary>
    private static HashSet<string> Subject(Candidate first, bool isFollowed, TermAnalyzer analyzer)
    {
        var passage = first.Passage;
        return [.. analyzer.Chunk($"{passage.Document.Title}\n{passage.Context}\n{(isFollowed ? passage.Text[..(first.End - passage.Start)] : "")}").Occurrences.Keys];
    }

    private double Telling(HashSet<string> sentence) => telling.Where(term => sentence.Contains(term.Key)).Sum(term => term.Value) / allTelling;

    /// <summary>1 where this is the kind that is asked for and it is there, −1 where it is asked for and is not.</summary>
    private double Fits(QuestionKind of, string folded, string sentence) => kind != of ? 0 : AnswerType.Fits(kind, question, folded, sentence) ? 1 : -1;
}

/// <summary>A sentence that may answer a question.</summary>
/// <param name="Rank">Of its passage, from 0.</param>
/// <param name="Start">UTF-16 units into the document's text, as <paramref name="End"/>.</param>
/// <param name="Meaning">The cosine of its vector with the question's; 0 without vectors.</param>
/// <param name="PassageCoverage">The share of the question's words that its passage has, by weight.</param>
internal sealed record Candidate(Passage Passage, int Rank, int Start, int End, string Text, double Meaning, double PassageCoverage)
{
    /// <summary>That it answers the question, in log-odds.</summary>
    public double LogOdds { get; init; }

    /// <summary>Of its passage, where a model judged it (<see cref="LikelihoodReranker"/>).</summary>
    public double Gain => Passage.Reranked?.Score ?? 0;
}
