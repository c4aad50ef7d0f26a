namespace Zhiyan.Bench.Claims;

/// <summary>A claim with what came out for it where its passage was not among those that the weights were fitted on.</summary>
internal sealed record UnseenClaim(LabelledClaim Claim, double Probability, bool CalledSupported);

/// <summary>How good verdicts are. A figure that nothing tells of is not a number.</summary>
internal sealed record ClaimFigures(double BalancedAccuracy, double Auroc, double Precision, double Recall)
{
    public static ClaimFigures Of(IReadOnlyList<UnseenClaim> claims)
    {
        var (supported, others) = (claims.Where(claim => claim.Claim.Supported).ToList(), claims.Where(claim => !claim.Claim.Supported).ToList());
        int called = claims.Count(claim => claim.CalledSupported), right = supported.Count(claim => claim.CalledSupported);
        return new ClaimFigures(
            (Share(supported, claim => claim.Probability >= 0.5) + Share(others, claim => claim.Probability < 0.5)) / 2,
            AreaUnder([.. supported.Select(claim => claim.Probability)], [.. others.Select(claim => claim.Probability)]),
            called == 0 ? double.NaN : (double)right / called,
            supported.Count == 0 ? double.NaN : (double)right / supported.Count);
    }

    /// <summary>The chance that a supported claim has the higher score than one that is not.</summary>
    public static double AreaUnder(double[] supported, double[] others)
    {
        if (supported.Length == 0 || others.Length == 0) return double.NaN;
        double sum = 0;
        foreach (double high in supported)
            foreach (double low in others) sum += high > low ? 1 : high == low ? 0.5 : 0;
        return sum / supported.Length / others.Length;
    }

    public double[] ToArray() => [BalancedAccuracy, Auroc, Precision, Recall];

    private static double Share(List<UnseenClaim> claims, Func<UnseenClaim, bool> holds) => claims.Count == 0 ? double.NaN : (double)claims.Count(holds) / claims.Count;
}

/// <summary>A figure over several seeds, with the range that 95 % of resamples of the passages give.</summary>
internal sealed record Estimate(double Value, double Low, double High)
{
    private const int Resamples = 1_000;

    /// <summary>Balanced accuracy, AUROC, precision, recall.</summary>
    /// <param name="runs">The same claims in the same order, once for each seed.</param>
    public static IReadOnlyList<Estimate> Of(IReadOnlyList<IReadOnlyList<UnseenClaim>> runs, int seed)
    {
        var random = new Random(seed);
        int[][] passages = [.. Enumerable.Range(0, runs[0].Count).GroupBy(at => runs[0][at].Claim.Passage).Select(group => group.ToArray())];
        var value = Mean(runs);
        var resampled = Enumerable.Range(0, Resamples).Select(_ =>
        {
            int[] drawn = [.. Enumerable.Range(0, passages.Length).SelectMany(_ => passages[random.Next(passages.Length)])];
            var run = runs[random.Next(runs.Count)];
            return ClaimFigures.Of([.. drawn.Select(at => run[at])]).ToArray();
        }).ToList();
        return [.. value.Select((figure, at) =>
        {
            double[] ordered = [.. resampled.Select(figures => figures[at]).Where(double.IsFinite).Order()];
            return ordered.Length == 0 ? new Estimate(figure, double.NaN, double.NaN) : new Estimate(figure, ordered[(int)(0.025 * ordered.Length)], ordered[(int)(0.975 * (ordered.Length - 1))]);
        })];
    }

    private static double[] Mean(IReadOnlyList<IReadOnlyList<UnseenClaim>> runs)
    {
        var figures = runs.Select(run => ClaimFigures.Of(run).ToArray()).ToList();
        return [.. Enumerable.Range(0, 4).Select(at => figures.Select(run => run[at]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())];
    }
}
