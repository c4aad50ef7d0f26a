namespace Zhiyan.Inference.Generation;

/// <summary>The engine's queue is full; the caller should come back after a while.</summary>
public sealed class EngineBusyException(int waiting) : Exception($"{waiting:N0} requests are waiting already; try again later.")
{
    public int Waiting => waiting;
}
