namespace Zhiyan.Cli.Measuring.Load;

/// <summary>
/// One request of a trace. <paramref name="Seconds"/> is when it came, from the trace's beginning on; <paramref name="Blocks"/> names its prompt's
/// blocks of <see cref="BlockTokens"/> tokens where the trace does, and equal names are equal text; requests of one <paramref name="Session"/> go
/// on from each other's prompt.
/// </summary>
internal sealed record TraceRequest(double Seconds, int InputTokens, int OutputTokens, IReadOnlyList<long>? Blocks = null, long? Session = null)
{
    public const int BlockTokens = 512;
}
