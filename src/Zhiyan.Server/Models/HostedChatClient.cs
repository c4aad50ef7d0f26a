using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Sampling;
using Zhiyan.Server.Engines;
using Zhiyan.Server.OpenAi;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.Models;

/// <summary>
/// A model of this machine as the standard chat client: each request loads it where need be and holds it in memory until its reply is over.
/// Throws an <see cref="Errors.ApiException"/> where that cannot be, and what <see cref="Inference.Engine.Chat"/> throws. Thread-safe.
/// </summary>
internal sealed class HostedChatClient(EngineHost engines, string id, GenerationTelemetry telemetry, TimeProvider time) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var lease = await engines.Use(id, cancellationToken);
        var request = ChatRequests.From(this, messages, options, lease.Engine.DefaultSampling);
        var events = Watched(request, lease.Engine.Chat(request, cancellationToken));
        await foreach (var update in ChatUpdates.From(events, id, request.Sampling?.Seed, cancellationToken)) yield return update;
    }

    /// <summary>The room that a conversation takes; null where the model is not in memory.</summary>
    public async Task<PromptSize?> Measure(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellation)
    {
        using var lease = engines.UseLoaded(id);
        if (lease is null) return null;
        var request = ChatRequests.From(this, messages, options, lease.Engine.DefaultSampling);
        return await Task.Run(() => lease.Engine.Measure(request), cancellation);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("zhiyan", null, id)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <summary>The engine belongs to its host.</summary>
    public void Dispose() { }

    private IAsyncEnumerable<ChatEvent> Watched(ChatRequest request, IAsyncEnumerable<ChatEvent> events) => telemetry.Watch(
        GenerationTelemetry.Chat, Heading.New("chat", id, time), request.Sampling ?? new SamplingSettings(), request.MaxTokens, events,
        step => step is ChatToken, step => step is ChatFinished finished ? (finished.Usage, OpenAi.Chat.ChatReply.Reason(finished)) : null);
}
