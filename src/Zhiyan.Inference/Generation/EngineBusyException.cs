namespace Zhiyan.Inference.Generation;

/// <summary>The engine's queue is full; the caller should come back after <see cref="RetryAfterSeconds"/>.</summary>
public sealed class EngineBusyException(int waiting, int retryAfterSeconds) : Exception($"{waiting:N0} requests are waiting already; try again in {retryAfterSeconds:N0} s.")
{
    public int Waiting => waiting;

    public int RetryAfterSeconds => retryAfterSeconds;
}
