using Microsoft.Extensions.AI;

namespace Zhiyan.Knowledge.Tests.WholeDocuments;

/// <summary>A chat client whose replies are a function of the message, and which remembers what it was asked.</summary>
internal sealed class ScriptedChat(Func<string, string> reply) : IChatClient
{
    public List<string> Messages { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var message = messages.Last().Text;
        Messages.Add(message);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply(message))) { Usage = new UsageDetails { InputTokenCount = message.Length / 4, OutputTokenCount = 10 } });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
