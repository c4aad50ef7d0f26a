using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Chat;

/// <summary>The engine as an <see cref="IChatClient"/>, for use within the process. Thread-safe; it does not own the engine.</summary>
internal sealed class EngineChatClient(Engine engine) : IChatClient
{
    private static readonly JsonSerializerOptions json = AIJsonUtilities.DefaultOptions;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid().ToString("N");
        var calls = 0;
        await foreach (var step in engine.Chat(Request(messages, options), cancellationToken))
        {
            var contents = Parts(step).Select(part => Content(part, $"call_{id}_{calls++}")).ToList();
            ChatFinishReason? reason = null;
            if (step is ChatFinished finished)
            {
                contents.Add(new UsageContent(Details(finished.Usage)));
                reason = finished.CalledTools ? ChatFinishReason.ToolCalls : finished.Reason == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
            }
            if (contents.Count == 0 && reason is null) continue;
            yield return new ChatResponseUpdate(ChatRole.Assistant, contents) { ResponseId = id, MessageId = id, ModelId = engine.Card.Id, FinishReason = reason };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("zhiyan", null, engine.Card.Id)
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType == typeof(Engine) ? engine
        : null;

    /// <summary>The engine belongs to whoever loaded it.</summary>
    public void Dispose() { }

    private ChatRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<JsonObject> turns = [.. messages.SelectMany(Turns)];
        if (options?.Instructions is { Length: > 0 } instructions) turns.Insert(0, new JsonObject { ["role"] = "system", ["content"] = instructions });
        return new ChatRequest
        {
            Messages = turns,
            Tools = [.. (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Select(Tool)],
            ToolChoice = options?.ToolMode switch
            {
                NoneChatToolMode => ToolChoice.None,
                RequiredChatToolMode { RequiredFunctionName: { } name } => ToolChoice.Named(name),
                RequiredChatToolMode => ToolChoice.Required,
                _ => ToolChoice.Auto,
            },
            ParallelToolCalls = options?.AllowMultipleToolCalls ?? true,
            Constraint = options?.ResponseFormat switch
            {
                ChatResponseFormatJson { Schema: { } schema } => new JsonSchemaConstraint(JsonNode.Parse(schema.GetRawText())!),
                ChatResponseFormatJson => new JsonObjectConstraint(),
                _ => null,
            },
            MaxTokens = options?.MaxOutputTokens,
            Sampling = Sampling(options),
            Stop = [.. options?.StopSequences ?? []],
        };
    }

    private SamplingSettings Sampling(ChatOptions? options)
    {
        var defaults = engine.DefaultSampling.At(options?.Temperature);
        return options is null ? defaults : defaults with
        {
            TopP = options.TopP ?? defaults.TopP,
            TopK = options.TopK ?? defaults.TopK,
            FrequencyPenalty = options.FrequencyPenalty ?? defaults.FrequencyPenalty,
            PresencePenalty = options.PresencePenalty ?? defaults.PresencePenalty,
            Seed = options.Seed is { } seed ? (ulong)seed : defaults.Seed,
        };
    }

    /// <summary>A message of ours is one turn of the template, except that every tool result is a turn of its own.</summary>
    private static IEnumerable<JsonObject> Turns(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
            yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = result.Result as string ?? JsonSerializer.Serialize(result.Result, json) };
        if (results.Count > 0 && message.Text.Length == 0) yield break;

        if (message.Contents.FirstOrDefault(content => content is DataContent or UriContent) is { } other)
            throw new ArgumentException($"content of type '{other.GetType().Name}' is not built yet, only text.", nameof(message));
        var turn = new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToArray<JsonNode>();
        if (calls.Length > 0) turn["tool_calls"] = new JsonArray(calls);
        yield return turn;
    }

    private static JsonObject Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments, json) },
    };

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()) },
    };

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
    };
}
