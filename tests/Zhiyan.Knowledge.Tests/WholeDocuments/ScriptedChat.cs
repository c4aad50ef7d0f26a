using Microsoft.Extensions.AI;
using Zhiyan.Knowledge.Answering;

namespace Zhiyan.Knowledge.Tests.WholeDocuments;

/// <summary>A chat client whose replies are a function of the message, and which remembers what it was asked.</summary>
/// <param name="most">Characters of a reply; what is longer is cut off there.</param>
internal sealed class ScriptedChat(Func<string, string> reply, int most = int.MaxValue) : IChatClient
{
    public List<string> Messages { get; } = [];

    public AnsweringModel Model => new(this, null);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var message = messages.Last().Text;
        Messages.Add(message);
        var text = reply(message);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text[..Math.Min(text.Length, most)])) { FinishReason = text.Length > most ? ChatFinishReason.Length : ChatFinishReason.Stop, Usage = new UsageDetails { InputTokenCount = message.Length / 4, OutputTokenCount = 10 } });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
