using Microsoft.Extensions.AI;

namespace Zhiyan.Server.Providers;

/// <summary>The providers that are set up. Thread-safe.</summary>
internal sealed class ProviderDirectory(IProviderStore store, ProviderKeys keys, ProviderClients clients, TimeProvider time)
{
    /// <summary>Providers that may be set up.</summary>
    private const int Most = 100;

    public Task<IReadOnlyList<ProviderSettings>> List(CancellationToken cancellation = default) => store.List(cancellation);

    /// <summary>
    /// Adds or replaces a provider. The key stays as it is where <paramref name="key"/> is null, and goes where it is empty; it goes as well when the
    /// base URL leads to another place, since that must not be sent a key that was meant for the old one. Throws an <see cref="ArgumentException"/>.
    /// </summary>
    public async Task<ProviderSettings> Save(ProviderSettings provider, string? key, CancellationToken cancellation = default)
    {
        provider = provider with { BaseUrl = provider.BaseUrl.Trim().TrimEnd('/') };
        provider.Validate();
        var known = await store.List(cancellation);
        var before = known.FirstOrDefault(other => other.Id == provider.Id);
        ProviderSettings.Require(before is not null || known.Count < Most, $"{Most} providers are set up already; remove one first.");
        var saved = key is not null ? keys.WithKey(provider, key)
            : before is not null && Origin(before) == Origin(provider) ? provider with { ProtectedKey = before.ProtectedKey, MaskedKey = before.MaskedKey }
            : keys.WithKey(provider, null);
        await store.Save(saved, cancellation);
        return saved;
    }

    public Task Delete(string id, CancellationToken cancellation = default) => store.Delete(id, cancellation);

    /// <summary>A client for one model of a provider. Whether they are there shows at each request.</summary>
    public IChatClient Open(string providerId, string model) => new ExternalChatClient(this, clients, providerId, model, time);

    /// <summary>A provider that may be asked for this, and its key. Throws a <see cref="ProviderException"/>.</summary>
    public async Task<(ProviderSettings Provider, string? Key)> Require(string id, CancellationToken cancellation)
    {
        var provider = (await store.List(cancellation)).FirstOrDefault(provider => provider.Id == id)
            ?? throw new ProviderException(id, ProviderFault.NotFound, "there is no such provider; choose another model.");
        if (!provider.IsEnabled) throw new ProviderException(provider.Name, ProviderFault.NotFound, "it is switched off; choose another model, or ask an administrator.");
        return (provider, keys.Reveal(provider));
    }

    private static string Origin(ProviderSettings provider) => new Uri(provider.BaseUrl).GetLeftPart(UriPartial.Authority);
}
