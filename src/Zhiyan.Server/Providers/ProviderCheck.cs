using Microsoft.Extensions.AI;

namespace Zhiyan.Server.Providers;

/// <summary>Tries a provider out before it is saved: asks for its models, and where it does not tell, for one token of a model.</summary>
internal sealed class ProviderCheck(ProviderClients clients, ProviderKeys keys, TimeProvider time)
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(10);

    /// <summary>Never throws for what the provider does.</summary>
    /// <param name="key">The key as it was typed; null for the one that is saved.</param>
    public async Task<ProviderTrial> Try(ProviderSettings provider, string? key, CancellationToken cancellation = default)
    {
        provider.Validate();
        var began = time.GetTimestamp();
        using var late = new CancellationTokenSource(limit, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            key = string.IsNullOrWhiteSpace(key) ? key is null ? keys.Reveal(provider) : null : key.Trim();
            var models = await Ask(provider, key, ended.Token);
            return new ProviderTrial(null, time.GetElapsedTime(began), models);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception) when (late.IsCancellationRequested)
        {
            return new ProviderTrial(ProviderErrors.TimedOut(provider, limit), time.GetElapsedTime(began), []);
        }
        catch (Exception error)     // a door: the SDKs' errors end here
        {
            return new ProviderTrial(ProviderErrors.From(error, provider, key, null), time.GetElapsedTime(began), []);
        }
    }

    private async Task<IReadOnlyList<ProviderModel>> Ask(ProviderSettings provider, string? key, CancellationToken cancellation)
    {
        try
        {
            return await clients.Models(provider, key, cancellation);
        }
        catch (Exception error) when (provider.Models.Count > 0 && ProviderErrors.From(error, provider, key, null).Fault == ProviderFault.NotAnEndpoint)
        {
            using var client = clients.Chat(provider, key, provider.Models[0].Id);
            await client.GetResponseAsync("1", new ChatOptions { MaxOutputTokens = 1 }, cancellation);
            return provider.Models;
        }
    }
}

/// <summary>How a trial went. <paramref name="Problem"/> is null where it went well; then <paramref name="Models"/> are those that were found.</summary>
internal sealed record ProviderTrial(ProviderException? Problem, TimeSpan Latency, IReadOnlyList<ProviderModel> Models)
{
    public bool IsOk => Problem is null;
}
