using Zhiyan.Inference.Catalog;

namespace Zhiyan.Server.Engines;

/// <summary>An installed model and what has become of it; <paramref name="Context"/> is known once it is loaded.</summary>
internal sealed record HostedModel(InstalledModel Model, ModelState State, int? Context);

internal enum ModelState
{
    Available,
    Loading,
    Loaded,

    /// <summary>Some of its files are missing.</summary>
    Incomplete,
}
