using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>Fits the checker's weights to labelled claims, and its calibration and threshold to claims that the weights had not seen.</summary>
internal sealed class ClaimFit(MeasuredClaims measured, ClaimLanguage language, bool withModel, IReadOnlyList<string> names, FitSettings settings)
{
    /// <summary>Weights from all these claims; what follows from them by folds within.</summary>
    public FittedModel Fit(IReadOnlyList<LabelledClaim> claims, int seed)
    {
        var raw = Unseen(claims, seed);
        // What is word for word is not weighed, and its certainty would bend the curve of all others.
        List<LabelledClaim> weighed = [.. claims.Where(claim => !measured.IsWordForWord(claim))];
        var calibration = LogisticRegression.Fit([.. weighed.Select(claim => (double[])[raw[claim]])], [.. weighed.Select(claim => claim.Supported)], 1);
        double slope = calibration.Weights[0] / calibration.Deviations[0], offset = calibration.Bias - slope * calibration.Means[0];
        return Weights(claims) with
        {
            Slope = slope,
            Offset = offset,
            SupportedFrom = Threshold(claims.Select(claim => (FittedModel.Logistic(slope * raw[claim] + offset), claim.Supported))),
        };
    }

    public double Probability(FittedModel model, LabelledClaim claim) => model.Whole(claim.Statements.Select(statement =>
    {
        var (isWordForWord, values) = measured[claim.Passage, statement];
        return isWordForWord ? 1 : model.Part(values);
    }));

    /// <summary>All claims of a passage are in the same fold.</summary>
    public static IEnumerable<(IReadOnlyList<LabelledClaim> Train, IReadOnlyList<LabelledClaim> Test)> Folds(IReadOnlyList<LabelledClaim> claims, int count, int seed)
    {
        string[] passages = [.. claims.Select(claim => claim.Passage).Distinct().Order(StringComparer.Ordinal)];
        new Random(seed).Shuffle(passages);
        var foldOf = passages.Select((passage, at) => (passage, at)).ToDictionary(pair => pair.passage, pair => pair.at % count);
        for (int fold = 0; fold < count; fold++)
            yield return ([.. claims.Where(claim => foldOf[claim.Passage] != fold)], [.. claims.Where(claim => foldOf[claim.Passage] == fold)]);
    }

    /// <summary>The log-odds of each claim by weights that its passage had no part in: the mean of several ways to cut the folds, of which one alone may be lucky.</summary>
    private Dictionary<LabelledClaim, double> Unseen(IReadOnlyList<LabelledClaim> claims, int seed) =>
        Enumerable.Range(0, settings.Cuts).SelectMany(cut => Folds(claims, settings.InnerFolds, seed + 1_000 * cut)).SelectMany(fold =>
        {
            var weights = Weights(fold.Train);
            return fold.Test.Select(claim => (Claim: claim, Score: FittedModel.LogOdds(Probability(weights, claim))));
        }).GroupBy(pair => pair.Claim).ToDictionary(group => group.Key, group => group.Average(pair => pair.Score));

    private FittedModel Weights(IReadOnlyList<LabelledClaim> claims)
    {
        List<(double[] Row, bool Label)> rows =
        [
            .. from claim in claims
               from part in claim.Parts
               let statement = measured[claim.Passage, part.Statement]
               where !statement.IsWordForWord
               select ((double[])[.. names.Select(name => statement.Values.GetValueOrDefault(name))], part.Supported),
        ];
        var fitted = LogisticRegression.Fit([.. rows.Select(row => row.Row)], [.. rows.Select(row => row.Label)], settings.Penalty);
        return new FittedModel(
            language, withModel, fitted.Bias, 1, 0, 1,
            [.. names.Select((name, at) => new FittedFeature(name, fitted.Means[at], fitted.Deviations[at], fitted.Weights[at]))]);
    }

    /// <summary>The lowest probability above which claims are supported as often as asked, one more false one supposed.</summary>
    private double Threshold(IEnumerable<(double Probability, bool Supported)> claims)
    {
        double threshold = 1;
        int right = 0, all = 0;
        // Claims of one probability are called supported together or not at all.
        foreach (var alike in claims.GroupBy(claim => claim.Probability).OrderByDescending(group => group.Key))
        {
            all += alike.Count();
            right += alike.Count(claim => claim.Supported);
            if (right >= settings.Precision * (all + settings.SupposedFalse)) threshold = alike.Key;
        }
        return threshold;
    }
}

/// <param name="Penalty">What a weight of 1 costs, twice, in rows.</param>
/// <param name="Precision">How many of the claims called supported shall be.</param>
/// <param name="SupposedFalse">False claims that are counted above a threshold beside those that are there: few claims make a threshold look safe.</param>
/// <param name="InnerFolds">Folds in which calibration and threshold are found, cut in so many ways as <paramref name="Cuts"/> says.</param>
internal sealed record FitSettings(double Penalty = 60, double Precision = 0.925, double SupposedFalse = 0.5, int Folds = 10, int InnerFolds = 5, int Cuts = 3, int Seeds = 10);
