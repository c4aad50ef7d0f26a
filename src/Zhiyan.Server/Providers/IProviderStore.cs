namespace Zhiyan.Server.Providers;

/// <summary>Where providers are kept. Thread-safe; keys are encrypted before they get here.</summary>
internal interface IProviderStore
{
    /// <summary>Every provider, by name.</summary>
    Task<IReadOnlyList<ProviderSettings>> List(CancellationToken cancellation = default);

    /// <summary>Adds a provider, or replaces the one of its id.</summary>
    Task Save(ProviderSettings provider, CancellationToken cancellation = default);

    /// <summary>Does nothing where there is none of this id.</summary>
    Task Delete(string id, CancellationToken cancellation = default);
}
