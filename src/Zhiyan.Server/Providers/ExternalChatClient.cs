using System.ClientModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Zhiyan.Server.Providers;

/// <summary>
/// A provider's model as the standard chat client. Each request takes the provider as it is set up then, is sent once (one that goes on
/// with a begun reply in two forms, if need be), and ends when nothing is heard for too long. Throws a <see cref="ProviderException"/>. Thread-safe.
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
        IReadOnlyList<ChatMessage> said = [.. messages];
        var begun = Continuation.Of(this, said, options);
        var asks = begun is not null && provider.Kind == ProviderKind.OpenAi;
        var updates = Ask();
        try
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync()) yield break;
                    if (!silence.TryReset()) silence.Token.ThrowIfCancellationRequested();
                    silence.CancelAfter(LongestSilence);
                    if (ProviderErrors.InReply(updates.Current, provider, key) is { } gaveUp) throw gaveUp;
                }
                catch (Exception) when (cancellationToken.IsCancellationRequested)
                {
                    throw new OperationCanceledException(cancellationToken);
                }
                catch (Exception) when (silence.IsCancellationRequested)
                {
                    throw ProviderErrors.TimedOut(provider, LongestSilence);
                }
                catch (ClientResultException refused) when (asks && refused.Status is 400 or 422)
                {
                    // It may have been the asking that was refused, and many go on without.
                    asks = false;
                    await updates.DisposeAsync();
                    updates = Ask();
                    continue;
                }
                catch (Exception error)     // a door: the SDKs' errors end here
                {
                    var told = ProviderErrors.From(error, provider, key, model);
                    throw begun is null ? told : ProviderErrors.Continuing(told);
                }
                begun?.Join(updates.Current);
                yield return updates.Current;
            }
        }
        finally
        {
            await updates.DisposeAsync();
        }

        IAsyncEnumerator<ChatResponseUpdate> Ask() =>
            client.GetStreamingResponseAsync(begun?.Messages ?? said, asks ? Continuation.Asking(options!) : options, ended.Token).GetAsyncEnumerator(ended.Token);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(providerId, null, model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;     // not the SDK's client, which knows the key

    public void Dispose() { }
}
