using System.Text.Json.Serialization;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>A piece of a chat reply: what is streamed, and what a whole reply is put together from.</summary>
internal sealed record ChatCompletionChunk(string Id, long Created, string Model, IReadOnlyList<ChunkChoice> Choices)
{
    public string Object => "chat.completion.chunk";

    public string SystemFingerprint => Heading.SystemFingerprint;

    /// <summary>In the last chunk only, which has no choices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Usage? Usage { get; init; }

    /// <summary>In the chunk that ends a choice.</summary>
    public Extras? Zhiyan { get; init; }
}

internal sealed record ChunkChoice(int Index, Delta Delta)
{
    public ChoiceLogprobs? Logprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}

internal sealed record Delta
{
    public string? Role { get; init; }

    public string? Content { get; init; }

    public string? ReasoningContent { get; init; }

    public IReadOnlyList<ToolCallDelta>? ToolCalls { get; init; }
}

/// <summary>A whole call: it is sent once its JSON is known to be complete.</summary>
internal sealed record ToolCallDelta(int Index, string Id, CalledFunction Function)
{
    public string Type => "function";

    public static ToolCallDelta Of(ToolCallPart call, int index) => new(index, $"call_{Guid.NewGuid():N}", new CalledFunction(call.Name, call.ArgumentsJson));
}

internal sealed record CalledFunction(string Name, string Arguments);
