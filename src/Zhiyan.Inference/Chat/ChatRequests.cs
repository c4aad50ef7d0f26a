using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Chat;

/// <summary>What a caller of the standard chat client asks for, as a <see cref="ChatRequest"/>.</summary>
public static class ChatRequests
{
    private static readonly JsonSerializerOptions json = AIJsonUtilities.DefaultOptions;

    /// <summary>
    /// The request of messages and options. What the standard options have no name for (truncation, continuing, whose request it is and so on)
    /// comes from the <see cref="ChatRequest"/> that <see cref="ChatOptions.RawRepresentationFactory"/> makes, whose messages go first. The
    /// sampling always has a seed: the one asked for, else one drawn, so that the reply can be repeated.
    /// </summary>
    /// <param name="client">Who asks the factory.</param>
    public static ChatRequest From(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, SamplingSettings defaults)
    {
        var given = options?.RawRepresentationFactory?.Invoke(client) as ChatRequest ?? new ChatRequest { Messages = [] };
        List<JsonObject> turns = [.. given.Messages, .. messages.SelectMany(Turns)];
        if (options?.Instructions is { Length: > 0 } instructions) turns.Insert(0, new JsonObject { ["role"] = "system", ["content"] = instructions });
        return given with
        {
            Messages = turns,
            Tools = [.. given.Tools, .. (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Select(Tool)],
            ToolChoice = options?.ToolMode switch
            {
                NoneChatToolMode => ToolChoice.None,
                RequiredChatToolMode { RequiredFunctionName: { } name } => ToolChoice.Named(name),
                RequiredChatToolMode => ToolChoice.Required,
                AutoChatToolMode => ToolChoice.Auto,
                _ => given.ToolChoice,
            },
            ParallelToolCalls = options?.AllowMultipleToolCalls ?? given.ParallelToolCalls,
            Constraint = options?.ResponseFormat switch
            {
                ChatResponseFormatJson { Schema: { } schema } => new JsonSchemaConstraint(JsonNode.Parse(schema.GetRawText())!),
                ChatResponseFormatJson => new JsonObjectConstraint(),
                _ => given.Constraint,
            },
            MaxTokens = options?.MaxOutputTokens ?? given.MaxTokens,
            Sampling = Sampling(options, given.Sampling ?? defaults),
            Stop = [.. given.Stop, .. options?.StopSequences ?? []],
        };
    }

    private static SamplingSettings Sampling(ChatOptions? options, SamplingSettings defaults)
    {
        defaults = defaults.At(options?.Temperature);
        return defaults with
        {
            TopP = options?.TopP ?? defaults.TopP,
            TopK = options?.TopK ?? defaults.TopK,
            FrequencyPenalty = options?.FrequencyPenalty ?? defaults.FrequencyPenalty,
            PresencePenalty = options?.PresencePenalty ?? defaults.PresencePenalty,
            Seed = options?.Seed is { } seed ? unchecked((ulong)seed) : defaults.Seed ?? Draw(),
        };
    }

    /// <summary>Short enough to be read out and typed again.</summary>
    private static ulong Draw() => (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);

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
        var reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        if (reasoning.Length > 0 && message.Role == ChatRole.Assistant) turn["reasoning_content"] = reasoning;
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
}
