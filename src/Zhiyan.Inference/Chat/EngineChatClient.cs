using Microsoft.Extensions.AI;

namespace Zhiyan.Inference.Chat;

/// <summary>The engine as an <see cref="IChatClient"/>, for use within the process. Thread-safe; it does not own the engine.</summary>
internal sealed class EngineChatClient(Engine engine) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = ChatRequests.From(this, messages, options, engine.DefaultSampling);
        return ChatUpdates.From(engine.Chat(request, cancellationToken), engine.Card.Id, request.Sampling?.Seed, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("zhiyan", null, engine.Card.Id)
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType == typeof(Engine) ? engine
        : null;

    /// <summary>The engine belongs to whoever loaded it.</summary>
    public void Dispose() { }
}
