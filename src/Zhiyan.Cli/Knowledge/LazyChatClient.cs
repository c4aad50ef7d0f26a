using Microsoft.Extensions.AI;
using Zhiyan.Inference;

namespace Zhiyan.Cli.Knowledge;

/// <summary>A chat client whose engine is loaded by the first message: work that code alone can do needs none.</summary>
internal sealed class LazyChatClient(Func<Engine> load) : IChatClient
{
    private readonly Lazy<Engine> engine = new(load);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Value.AsChatClient().GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Value.AsChatClient().GetStreamingResponseAsync(messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        if (engine.IsValueCreated) engine.Value.Dispose();
    }
}
