using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Chat;

/// <summary>
/// What an engine tells of a reply, as the standard client's updates. The first comes when the prompt is read and has the <see cref="Seed"/>; each
/// has the <see cref="ChatEvent"/> that it stands for as its raw representation, the last one with the times.
/// </summary>
public static class ChatUpdates
{
    /// <summary>Names the seed (a number) in the first update's additional properties.</summary>
    public const string Seed = "seed";

    /// <summary>Names the dropped tokens in the additional counts of the usage.</summary>
    public const string DroppedTokens = "dropped_tokens";

    private static readonly JsonSerializerOptions json = AIJsonUtilities.DefaultOptions;

    public static async IAsyncEnumerable<ChatResponseUpdate> From(
        IAsyncEnumerable<ChatEvent> events, string modelId, ulong? seed, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var id = Guid.NewGuid().ToString("N");
        var calls = 0;
        await foreach (var step in events.WithCancellation(cancellation))
        {
            var contents = Parts(step).Select(part => Content(part, $"call_{id}_{calls++}")).ToList();
            ChatFinishReason? reason = null;
            if (step is ChatFinished finished)
            {
                contents.Add(new UsageContent(Details(finished.Usage)));
                reason = finished.CalledTools ? ChatFinishReason.ToolCalls : finished.Reason == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
            }
            if (contents.Count == 0 && step is not ChatStarted) continue;
            yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
            {
                ResponseId = id,
                MessageId = id,
                ModelId = modelId,
                FinishReason = reason,
                RawRepresentation = step,
                AdditionalProperties = step is ChatStarted && seed is { } drawn ? new AdditionalPropertiesDictionary { [Seed] = unchecked((long)drawn) } : null,
            };
        }
    }

    private static IReadOnlyList<ReplyPart> Parts(ChatEvent step) => step switch
    {
        ChatToken token => token.Parts,
        ChatFinished finished => finished.Parts,
        _ => [],
    };

    private static AIContent Content(ReplyPart part, string callId) => part switch
    {
        ContentDelta content => new TextContent(content.Text),
        ReasoningDelta reasoning => new TextReasoningContent(reasoning.Text),
        ToolCallPart call => FunctionCallContent.CreateFromParsedArguments(
            call.ArgumentsJson, callId, call.Name, arguments => JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments, json)),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "not a part of a reply"),
    };

    private static UsageDetails Details(Usage usage) => new()
    {
        InputTokenCount = usage.PromptTokens,
        OutputTokenCount = usage.CompletionTokens,
        TotalTokenCount = usage.PromptTokens + usage.CompletionTokens,
        CachedInputTokenCount = usage.CachedTokens,
        AdditionalCounts = new() { [DroppedTokens] = usage.DroppedTokens },
    };
}
