using Zhiyan.Bench.Claims;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Questions;

/// <summary>Fits what ranks sentences and tells whether a question is answered, and measures it on documents that were left out.</summary>
internal sealed class QuestionFit
{
    private const double Penalty = 10;

    private const int Folds = 5, CalibrationBins = 10;

    /// <summary>Of the questions whose answer is there, so many are answered; of those whose is not, so many are not, which goes first.</summary>
    private const double Kept = 0.92, Refused = 0.85;

    private readonly string kind;
    private readonly bool usesVectors, asksModel;
    private readonly IReadOnlyList<MeasuredQuestion> questions;
    private readonly List<JudgedQuestion> unseen;

    public QuestionFit(string kind, bool usesVectors, bool asksModel, IReadOnlyList<MeasuredQuestion> questions)
    {
        (this.kind, this.usesVectors, this.asksModel, this.questions) = (kind, usesVectors, asksModel, questions);
        string[] documents = [.. questions.Select(question => question.Question.Document).Distinct().Order(StringComparer.Ordinal)];
        new Random(1).Shuffle(documents);
        var foldOf = documents.Select((document, at) => (document, at)).ToDictionary(pair => pair.document, pair => pair.at % Folds);
        unseen =
        [
            .. Enumerable.Range(0, Folds).AsParallel().AsOrdered().SelectMany(fold =>
            {
                var model = Weights([.. questions.Where(question => foldOf[question.Question.Document] != fold)]);
                return questions.Where(question => foldOf[question.Question.Document] == fold && question.Sentences.Count > 0).Select(question => new JudgedQuestion(question, fold, [.. question.Sentences.Select(model.LogOdds)]));
            }),
        ];
    }

    /// <summary>Each question's sentences by weights that its document had no part in.</summary>
    public IReadOnlyList<JudgedQuestion> Unseen => unseen;

    public EvidenceModel Fit() => Weights(questions) with { There = There(unseen) };

    /// <summary>Whether the answer is there, told by what was fitted to the other folds.</summary>
    public static QuestionFigures Measure(IReadOnlyList<JudgedQuestion> judged)
    {
        var told = judged.GroupBy(one => one.Fold).SelectMany(fold =>
        {
            var fitted = There([.. judged.Where(one => one.Fold != fold.Key)]);
            return fold.Select(one => (one.Question, one.Cited, Probability: Probability(one, fitted), fitted.From));
        }).ToList();
        var there = told.Where(one => one.Question.IsThere).ToList();
        var absent = told.Where(one => !one.Question.IsThere).ToList();
        var error = told.GroupBy(one => Math.Min((int)(one.Probability * CalibrationBins), CalibrationBins - 1))
            .Sum(bin => Math.Abs(bin.Average(one => one.Probability) - bin.Average(one => one.Question.IsThere ? 1.0 : 0)) * bin.Count() / told.Count);
        return new QuestionFigures(
            there.Count, there.Average(one => one.Question.Answers[one.Cited[0]] ? 1.0 : 0), there.Average(one => one.Question.Answers.Any(answers => answers) ? 1.0 : 0),
            ClaimFigures.AreaUnder([.. there.Select(one => one.Probability)], [.. absent.Select(one => one.Probability)]),
            there.Average(one => one.Probability >= one.From ? 1.0 : 0), absent.Average(one => one.Probability < one.From ? 1.0 : 0), error,
            CitationFigures.Of([.. told.Select(one => (one.Question, one.Probability >= one.From ? one.Cited : []))]));
    }

    private static AnswerThere There(IReadOnlyList<JudgedQuestion> judged)
    {
        bool asksModel = judged.Any(one => one.Gain != 0);
        var fitted = LogisticRegression.Fit([.. judged.Select(one => asksModel ? (double[])[one.LogOdds[one.Best], one.Gain] : [one.LogOdds[one.Best]])], [.. judged.Select(one => one.Question.IsThere)], 1);
        double slope = fitted.Weights[0] / fitted.Deviations[0], gainSlope = asksModel ? fitted.Weights[1] / fitted.Deviations[1] : 0;
        var there = new AnswerThere(slope, gainSlope, fitted.Bias - slope * fitted.Means[0] - (asksModel ? gainSlope * fitted.Means[1] : 0), 0);
        double[] answered = [.. judged.Where(one => one.Question.IsThere).Select(one => Probability(one, there)).Order()];
        double[] absent = [.. judged.Where(one => !one.Question.IsThere).Select(one => Probability(one, there)).Order()];
        return there with { From = Math.Max(answered[(int)((1 - Kept) * answered.Length)], absent[(int)(Refused * absent.Length)]) };
    }

    private static double Probability(JudgedQuestion one, AnswerThere by) => by.Probability(one.LogOdds[one.Best], one.Gain);

    private EvidenceModel Weights(IReadOnlyList<MeasuredQuestion> of)
    {
        var columns = EvidenceFeatures.Names.Index().Where(column => (usesVectors || !EvidenceFeatures.IsOfVectors(column.Item)) && (asksModel || !EvidenceFeatures.IsOfModel(column.Item))).ToList();
        var fitted = LogisticRegression.Fit(
            [.. of.SelectMany(question => question.Sentences).Select(row => (double[])[.. columns.Select(column => row[column.Index])])], [.. of.SelectMany(question => question.Answers)], Penalty);
        return new EvidenceModel(kind, usesVectors, asksModel, fitted.Bias, new AnswerThere(1, 0, 0, 0), [.. columns.Select((column, at) => new FittedFeature(column.Item, fitted.Means[at], fitted.Deviations[at], fitted.Weights[at]))]);
    }
}

/// <param name="FirstIsRight">Questions whose best sentence holds the marked answer, of those whose answer is in the library.</param>
/// <param name="Found">Questions for which any sentence of the passages holds it.</param>
/// <param name="Auroc">That a question whose answer is there has the higher score than one whose is not.</param>
/// <param name="CalibrationError">The mean difference, in ten bins, of the probability that was told and the share whose answer was there.</param>
internal sealed record QuestionFigures(int Questions, double FirstIsRight, double Found, double Auroc, double Answered, double Abstained, double CalibrationError, CitationFigures Citations);
