using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;

namespace Zhiyan.Server.Engines;

/// <summary>An installed model and what has become of it. The rest is known of one that is in memory or on its way there.</summary>
internal sealed record HostedModel(InstalledModel Model, ModelState State)
{
    /// <summary>Tokens a timeline may hold.</summary>
    public int? Context { get; init; }

    /// <summary>The fraction that is ready of a model on its way into memory.</summary>
    public double? Progress { get; init; }

    /// <summary>Why it could not be loaded the last time.</summary>
    public string? Failure { get; init; }

    /// <summary>Bytes it counts for in the host's budget.</summary>
    public long? Memory { get; init; }

    /// <summary>Requests that hold it in memory.</summary>
    public int Users { get; init; }

    public EngineState? Engine { get; init; }
}

internal enum ModelState
{
    Available,
    Loading,
    Loaded,

    /// <summary>Some of its files are missing.</summary>
    Incomplete,

    /// <summary>It could not be loaded; the next request tries again.</summary>
    Failed,
}
