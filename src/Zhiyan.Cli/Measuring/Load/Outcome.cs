namespace Zhiyan.Cli.Measuring.Load;

internal enum OutcomeKind
{
    Completed,

    /// <summary>429 or 503: the server said that it is full.</summary>
    Refused,

    /// <summary>Any other error, before the stream or within it.</summary>
    Failed,

    /// <summary>The stream ended without its end.</summary>
    Dropped,
}

/// <summary>
/// What became of a request. Seconds count from when it was sent: <paramref name="FirstToken"/> to the first piece of text,
/// <paramref name="PerToken"/> between tokens from there on (NaN of a single one), <paramref name="Total"/> to the end.
/// </summary>
internal sealed record Outcome(
    OutcomeKind Kind, double FirstToken, double PerToken, double Total, int PromptTokens, int CachedTokens, int CompletionTokens, string? Error)
{
    public static Outcome Without(OutcomeKind kind, double total, string error) => new(kind, double.NaN, double.NaN, total, 0, 0, 0, error);
}
