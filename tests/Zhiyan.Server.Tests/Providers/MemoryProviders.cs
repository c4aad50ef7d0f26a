using System.Collections.Concurrent;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Tests.Providers;

internal sealed class MemoryProviders : IProviderStore
{
    private readonly ConcurrentDictionary<string, ProviderSettings> providers = new();

    public Task<IReadOnlyList<ProviderSettings>> List(CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<ProviderSettings>>([.. providers.Values.OrderBy(provider => provider.Name, StringComparer.Ordinal)]);

    public Task Save(ProviderSettings provider, CancellationToken cancellation = default)
    {
        providers[provider.Id] = provider;
        return Task.CompletedTask;
    }

    public Task Delete(string id, CancellationToken cancellation = default)
    {
        providers.TryRemove(id, out _);
        return Task.CompletedTask;
    }
}
