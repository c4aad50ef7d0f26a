using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Bench.Questions;

/// <summary>A question's sentences by weights that its document had no part in.</summary>
/// <param name="LogOdds">Of each sentence, that it answers.</param>
internal sealed record JudgedQuestion(MeasuredQuestion Question, int Fold, IReadOnlyList<double> LogOdds)
{
    private static readonly int gain = EvidenceFeatures.Names.ToList().IndexOf("gain");

    /// <summary>The sentence that comes first.</summary>
    public int Best => Enumerable.Range(0, LogOdds.Count).MaxBy(at => LogOdds[at]);

    /// <summary>Of its passage.</summary>
    public double Gain => Question.Sentences[Best][gain];

    /// <summary>The first of those that hold the marked answer; null where none does.</summary>
    public int? Right => Enumerable.Range(0, LogOdds.Count).Where(at => Question.Answers[at]).Cast<int?>().MaxBy(at => LogOdds[at!.Value]);

    /// <summary>How far it is below the sentence that comes first, in log-odds.</summary>
    public double Behind => Right is { } right ? LogOdds[Best] - LogOdds[right] : 0;

    /// <summary>The best sentence, and one that is nearly as good.</summary>
    public IReadOnlyList<int> Cited
    {
        get
        {
            List<int> ranked = [.. Enumerable.Range(0, LogOdds.Count).OrderByDescending(at => LogOdds[at])];
            return [.. ranked.Take(2).Where(at => at == ranked[0] || LogOdds[at] > LogOdds[ranked[0]] - Answerer.AsGood)];
        }
    }
}
