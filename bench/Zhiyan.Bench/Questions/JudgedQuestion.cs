using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Bench.Questions;

/// <summary>A question's sentences by weights that its document had no part in.</summary>
/// <param name="LogOdds">Of each sentence, that it answers.</param>
internal sealed record JudgedQuestion(MeasuredQuestion Question, int Fold, IReadOnlyList<double> LogOdds)
{
    /// <summary>What a model said of the passages of the best sentences, by their texts; empty where none was asked.</summary>
    public IReadOnlyDictionary<string, double> Gains { get; init; } = new Dictionary<string, double>();

    /// <summary>The sentence that comes first.</summary>
    public int Best => Enumerable.Range(0, LogOdds.Count).MaxBy(at => LogOdds[at]);

    /// <summary>The first of those that hold the marked answer; null where none does.</summary>
    public int? Right => Enumerable.Range(0, LogOdds.Count).Where(at => Question.Answers[at]).Cast<int?>().MaxBy(at => LogOdds[at!.Value]);

    /// <summary>How far it is below the sentence that comes first, in log-odds.</summary>
    public double Behind => Right is { } right ? LogOdds[Best] - LogOdds[right] : 0;

    public IEnumerable<string> BestPassages(int most) => Question.Passages.Zip(LogOdds).OrderByDescending(sentence => sentence.Second).Select(sentence => sentence.First).Distinct().Take(most);

    /// <summary>The best sentence, and one that is nearly as good, of passages that a model was asked about where it was.</summary>
    public IReadOnlyList<int> Cited(AnswerThere by)
    {
        List<int> ranked = [.. Enumerable.Range(0, LogOdds.Count).Where(at => Gains.Count == 0 || Gains.ContainsKey(Question.Passages[at])).OrderByDescending(at => Of(at, by))];
        return [.. ranked.Take(2).Where(at => at == ranked[0] || Of(at, by) > Of(ranked[0], by) - Answerer.AsGood)];
    }

    public double GainOf(int sentence) => Gains.GetValueOrDefault(Question.Passages[sentence]);

    public double Of(int sentence, AnswerThere by) => by.With(LogOdds[sentence], GainOf(sentence));
}
