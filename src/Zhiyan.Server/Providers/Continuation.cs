using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Zhiyan.Inference.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Zhiyan.Server.Providers;

/// <summary>
/// A reply that a provider is to go on with: it is the last message, which Anthropic and most other servers take for the beginning of theirs. For
/// one request.
/// </summary>
internal sealed class Continuation
{
    private readonly string cut;        // Anthropic takes no begun reply that ends in white space
    private bool isJoined;

    private Continuation(IReadOnlyList<ChatMessage> messages, string cut) => (Messages, this.cut) = (messages, cut);

    /// <summary>The messages with the begun reply at the end.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Null for a request that begins its reply.</summary>
    public static Continuation? Of(IChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.RawRepresentationFactory?.Invoke(client) is not ChatRequest { Continue: true }) return null;
        if (messages.Count == 0 || messages[^1].Role != ChatRole.Assistant) return null;
        var begun = messages[^1].Text;
        var text = begun.TrimEnd();
        return text.Length == 0 ? null : new Continuation([.. messages.SkipLast(1), new ChatMessage(ChatRole.Assistant, text)], begun[text.Length..]);
    }

    /// <summary>The options with the words in which vLLM, SGLang and another zhiyan are asked to go on; servers that need no asking may refuse them.</summary>
    public static ChatOptions Asking(ChatOptions options)
    {
        var asking = options.Clone();
        asking.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
            raw.Patch.Set("$.continue_final_message"u8, true);
            raw.Patch.Set("$.add_generation_prompt"u8, false);
            return raw;
        };
        return asking;
    }

    /// <summary>The white space that was cut off and is written again stands there once.</summary>
    public void Join(ChatResponseUpdate update)
    {
        if (isJoined || update.Contents.OfType<TextContent>().FirstOrDefault(content => content.Text.Length > 0) is not { } first) return;
        isJoined = true;
        var again = Enumerable.Range(0, cut.Length).Select(at => cut[at..]).FirstOrDefault(end => first.Text.StartsWith(end, StringComparison.Ordinal)) ?? "";
        first.Text = first.Text[again.Length..];
    }
}
