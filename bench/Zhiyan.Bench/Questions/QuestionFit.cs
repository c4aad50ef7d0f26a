using Zhiyan.Bench.Claims;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Questions;

/// <summary>Fits what ranks sentences and tells whether a question is answered, and measures it on documents that were left out.</summary>
internal static class QuestionFit
{
    private const double Penalty = 10;

    private const int Folds = 5;

    /// <summary>Of the questions whose answer is there, so many are answered.</summary>
    private const double Kept = 0.94;

    public static EvidenceModel Fit(string kind, bool usesVectors, IReadOnlyList<MeasuredQuestion> questions)
    {
        var unseen = Unseen(usesVectors, questions);
        var calibration = LogisticRegression.Fit([.. unseen.Select(pair => (double[])[pair.Best])], [.. unseen.Select(pair => pair.Question.IsThere)], 1);
        double slope = calibration.Weights[0] / calibration.Deviations[0], offset = calibration.Bias - slope * calibration.Means[0];
        double least = unseen.Where(pair => pair.Question.IsThere).Select(pair => pair.Best).Order().ElementAt((int)((1 - Kept) * unseen.Count(pair => pair.Question.IsThere)));
        return Weights(kind, usesVectors, questions) with { Slope = slope, Offset = offset, AnsweredFrom = FittedModel.Logistic(slope * least + offset) };
    }

    public static QuestionFigures Measure(bool usesVectors, IReadOnlyList<MeasuredQuestion> questions)
    {
        var unseen = Unseen(usesVectors, questions);
        var there = unseen.Where(pair => pair.Question.IsThere).ToList();
        var absent = unseen.Where(pair => !pair.Question.IsThere).ToList();
        double least = there.Select(pair => pair.Best).Order().ElementAt((int)((1 - Kept) * there.Count));
        return new QuestionFigures(
            there.Count, there.Average(pair => pair.IsRight ? 1.0 : 0), there.Average(pair => pair.Question.Answers.Any(answers => answers) ? 1.0 : 0),
            ClaimFigures.AreaUnder([.. there.Select(pair => pair.Best)], [.. absent.Select(pair => pair.Best)]),
            there.Average(pair => pair.Best >= least ? 1.0 : 0), absent.Average(pair => pair.Best < least ? 1.0 : 0));
    }

    /// <summary>The best sentence of each question by weights that its document had no part in.</summary>
    private static List<(MeasuredQuestion Question, double Best, bool IsRight)> Unseen(bool usesVectors, IReadOnlyList<MeasuredQuestion> questions)
    {
        string[] documents = [.. questions.Select(question => question.Question.Document).Distinct().Order(StringComparer.Ordinal)];
        new Random(1).Shuffle(documents);
        var foldOf = documents.Select((document, at) => (document, at)).ToDictionary(pair => pair.document, pair => pair.at % Folds);
        return
        [
            .. Enumerable.Range(0, Folds).AsParallel().SelectMany(fold =>
            {
                var model = Weights("", usesVectors, [.. questions.Where(question => foldOf[question.Question.Document] != fold)]);
                return questions.Where(question => foldOf[question.Question.Document] == fold && question.Sentences.Count > 0).Select(question =>
                {
                    var scores = question.Sentences.Select(model.LogOdds).ToList();
                    int best = scores.IndexOf(scores.Max());
                    return (question, scores[best], question.Answers[best]);
                });
            }),
        ];
    }

    private static EvidenceModel Weights(string kind, bool usesVectors, IReadOnlyList<MeasuredQuestion> questions)
    {
        var columns = EvidenceFeatures.Names.Index().Where(column => usesVectors || !EvidenceFeatures.IsOfVectors(column.Item)).ToList();
        var fitted = LogisticRegression.Fit(
            [.. questions.SelectMany(question => question.Sentences).Select(row => (double[])[.. columns.Select(column => row[column.Index])])], [.. questions.SelectMany(question => question.Answers)], Penalty);
        return new EvidenceModel(kind, usesVectors, fitted.Bias, 1, 0, 0, [.. columns.Select((column, at) => new FittedFeature(column.Item, fitted.Means[at], fitted.Deviations[at], fitted.Weights[at]))]);
    }
}

/// <param name="FirstIsRight">Questions whose best sentence holds the marked answer, of those whose answer is in the library.</param>
/// <param name="Found">Questions for which any sentence of the passages holds it.</param>
/// <param name="Auroc">That a question whose answer is there has the higher score than one whose is not.</param>
internal sealed record QuestionFigures(int Questions, double FirstIsRight, double Found, double Auroc, double Answered, double Abstained);
