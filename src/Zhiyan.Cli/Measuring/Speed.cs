namespace Zhiyan.Cli.Measuring;

/// <summary>Tokens a second, reading a prompt and writing after it; of several sequences, all of them together.</summary>
internal sealed record Speed(double Prefill, double Decode)
{
    /// <summary>Figure by figure, since what disturbs one run disturbs one of them.</summary>
    public static Speed Median(IReadOnlyList<Speed> runs) =>
        new(Quantile.Of(runs.Select(run => run.Prefill), 0.5), Quantile.Of(runs.Select(run => run.Decode), 0.5));
}
