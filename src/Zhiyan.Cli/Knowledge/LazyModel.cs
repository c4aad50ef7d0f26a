using Microsoft.Extensions.AI;
using Zhiyan.Inference;
using Zhiyan.Knowledge;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Knowledge;

/// <summary>A chat model whose engine is loaded when it is first asked: work that code alone can do needs none.</summary>
internal sealed class LazyModel(Func<Engine> load) : IChatClient, ILikelihoods
{
    private readonly Lazy<Engine> engine = new(load);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Value.AsChatClient().GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Value.AsChatClient().GetStreamingResponseAsync(messages, options, cancellationToken);

    public Task<IReadOnlyList<Likelihood>> Score(string message, IReadOnlyList<string> continuations, CancellationToken cancellation = default) =>
        new EngineLikelihoods(engine.Value).Score(message, continuations, cancellation);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        if (engine.IsValueCreated) engine.Value.Dispose();
    }
}
