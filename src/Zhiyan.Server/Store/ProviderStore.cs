using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Store;

/// <summary>Providers, kept in the store.</summary>
internal sealed class ProviderStore(StoreFactory store) : IProviderStore
{
    public async Task<IReadOnlyList<ProviderSettings>> List(CancellationToken cancellation = default)
    {
        await using var context = store.Open();
        var accounts = await context.Providers.AsNoTracking().ToListAsync(cancellation);
        return [.. accounts.Select(account => account.Settings).OrderBy(provider => provider.Name, StringComparer.CurrentCulture)];
    }

    public async Task Save(ProviderSettings provider, CancellationToken cancellation = default)
    {
        await using var context = store.Open();
        if (await context.Providers.FindAsync([provider.Id], cancellation) is { } known) known.Settings = provider;
        else context.Providers.Add(new ProviderAccount { Id = provider.Id, Settings = provider });
        await context.SaveChangesAsync(cancellation);
    }

    public async Task Delete(string id, CancellationToken cancellation = default)
    {
        await using var context = store.Open();
        await context.Providers.Where(account => account.Id == id).ExecuteDeleteAsync(cancellation);
    }
}
