using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Zhiyan.Server.Providers;

/// <summary>
/// A provider's model as the standard chat client. Each request takes the provider as it is set up then, is sent once, and ends when nothing is
/// heard for too long. Throws a <see cref="ProviderException"/>. Thread-safe.
/// </summary>
internal sealed class ExternalChatClient(ProviderDirectory providers, ProviderClients clients, string providerId, string model, TimeProvider time) : IChatClient
{
    /// <summary>A large model on a small machine may take minutes to load before its first token.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (provider, key) = await providers.Require(providerId, cancellationToken);
        using var client = clients.Chat(provider, key, model);
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        await using var updates = client.GetStreamingResponseAsync(messages, options, ended.Token).GetAsyncEnumerator(ended.Token);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync()) yield break;
                if (!silence.TryReset()) silence.Token.ThrowIfCancellationRequested();
                silence.CancelAfter(LongestSilence);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception) when (silence.IsCancellationRequested)
            {
                throw ProviderErrors.TimedOut(provider, LongestSilence);
            }
            catch (Exception error)     // a door: the SDKs' errors end here
            {
                throw ProviderErrors.From(error, provider, key, model);
            }
            yield return updates.Current;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(providerId, null, model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;     // not the SDK's client, which knows the key

    public void Dispose() { }
}
