using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>Fits the checker's weights to labelled claims, and its calibration and threshold to claims that the weights had not seen.</summary>
internal sealed class ClaimFit(MeasuredClaims measured, ClaimLanguage language, bool withModel, IReadOnlyList<string> names, FitSettings settings)
{
    /// <summary>Weights from all these claims; what follows from them by folds within.</summary>
    public FittedModel Fit(IReadOnlyList<LabelledClaim> claims, int seed)
    {
        var raw = Folds(claims, settings.InnerFolds, seed).SelectMany(fold => fold.Test.Select(claim => (Claim: claim, Score: Raw(Weights(fold.Train), claim)))).ToList();
        var calibration = LogisticRegression.Fit([.. raw.Select(pair => (double[])[pair.Score])], [.. raw.Select(pair => pair.Claim.Supported)], 1);
        double slope = calibration.Weights[0] / calibration.Deviations[0], offset = calibration.Bias - slope * calibration.Means[0];
        var calibrated = Weights(claims) with { Slope = slope, Offset = offset };
        return calibrated with { SupportedFrom = Threshold(raw.Select(pair => (FittedModel.Logistic(slope * pair.Score + offset), pair.Claim.Supported))) };
    }

    public double Probability(FittedModel model, LabelledClaim claim) => model.Whole(claim.Statements.Select(statement => model.Part(measured[claim.Passage, statement])));

    /// <summary>All claims of a passage are in the same fold.</summary>
    public static IEnumerable<(IReadOnlyList<LabelledClaim> Train, IReadOnlyList<LabelledClaim> Test)> Folds(IReadOnlyList<LabelledClaim> claims, int count, int seed)
    {
        string[] passages = [.. claims.Select(claim => claim.Passage).Distinct().Order(StringComparer.Ordinal)];
        new Random(seed).Shuffle(passages);
        var foldOf = passages.Select((passage, at) => (passage, at)).ToDictionary(pair => pair.passage, pair => pair.at % count);
        for (int fold = 0; fold < count; fold++)
            yield return ([.. claims.Where(claim => foldOf[claim.Passage] != fold)], [.. claims.Where(claim => foldOf[claim.Passage] == fold)]);
    }

    private double Raw(FittedModel weights, LabelledClaim claim) => FittedModel.LogOdds(Probability(weights, claim));

    private FittedModel Weights(IReadOnlyList<LabelledClaim> claims)
    {
        List<(double[] Row, bool Label)> rows =
        [
            .. claims.SelectMany(claim => claim.Parts.Select(part => ((double[])[.. names.Select(name => measured[claim.Passage, part.Statement].GetValueOrDefault(name))], part.Supported))),
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
        foreach (var (probability, supported) in claims.OrderByDescending(claim => claim.Probability))
        {
            all++;
            if (supported) right++;
            if (right >= settings.Precision * (all + settings.SupposedFalse)) threshold = probability;
        }
        return threshold;
    }
}

/// <param name="Penalty">What a weight of 1 costs, twice, in rows.</param>
/// <param name="Precision">How many of the claims called supported shall be.</param>
/// <param name="SupposedFalse">False claims that are counted above a threshold beside those that are there: few claims make a threshold look safe.</param>
internal sealed record FitSettings(double Penalty = 30, double Precision = 0.93, double SupposedFalse = 0.5, int Folds = 10, int InnerFolds = 5, int Seeds = 10);
