using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Server.Tests.Libraries;

/// <summary>A chat client whose replies are a function of the message, and which remembers what it was asked.</summary>
internal sealed class DictatedChat(Func<string, Task<string>> reply) : IChatClient
{
    public DictatedChat(Func<string, string> reply) : this(message => Task.FromResult(reply(message))) { }

    public ConcurrentQueue<string> Messages { get; } = [];

    /// <summary>Has a server's jobs read by it.</summary>
    public Task<AnsweringModel?> Open(string? model, CancellationToken cancellation) => Task.FromResult<AnsweringModel?>(new(this, null));

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var message = messages.Last().Text;
        var text = await reply(message).WaitAsync(cancellationToken);
        Messages.Enqueue(message);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop, Usage = new UsageDetails { InputTokenCount = message.Length / 4, OutputTokenCount = text.Length / 4 } };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
