namespace Zhiyan.Cli.Measuring.Load;

/// <summary>A time in seconds at its median and where few requests fare worse.</summary>
internal sealed record Percentiles(double P50, double P95, double P99)
{
    /// <summary>NaN is left out; null where nothing is left.</summary>
    public static Percentiles? Of(IEnumerable<double> seconds)
    {
        double[] values = [.. seconds.Where(value => !double.IsNaN(value))];
        return values.Length == 0 ? null : new Percentiles(At(0.5), At(0.95), At(0.99));

        double At(double share) => Math.Round(Quantile.Of(values, share), 4);
    }
}

/// <summary>How many requests came to which end.</summary>
internal sealed record OutcomeCounts(int Completed, int Refused, int Failed, int Dropped);

/// <summary>What a run against a server comes to. Rates are over the whole run; times are of the completed requests.</summary>
internal sealed record LoadReport(
    int Requests, int Completed, int Refused, int Failed, int Dropped, double Seconds,
    double PromptTokS, double CompletionTokS, double RequestsS, long PromptTokens, long CachedTokens, long CompletionTokens,
    Percentiles? TtftS, Percentiles? TpotS, Percentiles? LatencyS, string? FirstError)
{
    public static LoadReport Of(IReadOnlyList<Outcome> outcomes, double seconds)
    {
        List<Outcome> completed = [.. outcomes.Where(outcome => outcome.Kind == OutcomeKind.Completed)];
        var counts = Count(outcomes);
        var (prompt, written) = (completed.Sum(outcome => (long)outcome.PromptTokens), completed.Sum(outcome => (long)outcome.CompletionTokens));
        return new LoadReport(
            outcomes.Count, counts.Completed, counts.Refused, counts.Failed, counts.Dropped, Math.Round(seconds, 3),
            Math.Round(prompt / seconds, 2), Math.Round(written / seconds, 2), Math.Round(completed.Count / seconds, 3),
            prompt, completed.Sum(outcome => (long)outcome.CachedTokens), written,
            Percentiles.Of(completed.Select(outcome => outcome.FirstToken)), Percentiles.Of(completed.Select(outcome => outcome.PerToken)),
            Percentiles.Of(completed.Select(outcome => outcome.Total)), outcomes.FirstOrDefault(outcome => outcome.Error is not null)?.Error);
    }

    public static OutcomeCounts Count(IReadOnlyCollection<Outcome> outcomes)
    {
        return new OutcomeCounts(Of(OutcomeKind.Completed), Of(OutcomeKind.Refused), Of(OutcomeKind.Failed), Of(OutcomeKind.Dropped));

        int Of(OutcomeKind kind) => outcomes.Count(outcome => outcome.Kind == kind);
    }
}
