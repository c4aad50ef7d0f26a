namespace Zhiyan.Server.Engines;

/// <summary>How the default model fares, and how many requests are in work and waiting at all models.</summary>
internal sealed record HostHealth(HealthStatus Status, string? Model, string? Failure, int Active, int Waiting);

internal enum HealthStatus
{
    Loading,
    Ok,
    Error,
}
