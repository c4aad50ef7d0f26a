using System.Text;
using System.Text.Json.Serialization;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>A whole chat reply.</summary>
internal sealed record ChatCompletion(string Id, long Created, string Model, IReadOnlyList<ChatChoice> Choices, Usage? Usage)
{
    public string Object => "chat.completion";

    public string SystemFingerprint => Heading.SystemFingerprint;

    public Extras? Zhiyan { get; init; }

    /// <summary>Puts a reply together from the chunks that would have been streamed.</summary>
    public static async Task<ChatCompletion> Of(IAsyncEnumerable<ChatCompletionChunk> chunks, Heading heading)
    {
        var choices = new SortedDictionary<int, Parts>();
        Usage? usage = null;
        Extras? extras = null;
        await foreach (var chunk in chunks)
        {
            usage = chunk.Usage ?? usage;
            extras = chunk.Zhiyan ?? extras;
            foreach (var choice in chunk.Choices)
            {
                if (!choices.TryGetValue(choice.Index, out var parts)) choices.Add(choice.Index, parts = new Parts());
                parts.Add(choice);
            }
        }
        return new ChatCompletion(heading.Id, heading.Created, heading.Model, [.. choices.Select(choice => choice.Value.Whole(choice.Key))], usage) { Zhiyan = extras };
    }

    /// <summary>What has come of one choice.</summary>
    private sealed class Parts
    {
        private readonly StringBuilder content = new();
        private readonly StringBuilder reasoning = new();
        private readonly List<ToolCallDelta> calls = [];
        private readonly List<TokenEntry> logprobs = [];
        private string? finishReason;

        public void Add(ChunkChoice choice)
        {
            content.Append(choice.Delta.Content);
            reasoning.Append(choice.Delta.ReasoningContent);
            calls.AddRange(choice.Delta.ToolCalls ?? []);
            logprobs.AddRange(choice.Logprobs?.Content ?? []);
            finishReason = choice.FinishReason ?? finishReason;
        }

        public ChatChoice Whole(int index)
        {
            var message = new ChatMessage(content.Length == 0 && calls.Count > 0 ? null : content.ToString())
            {
                ReasoningContent = reasoning.Length > 0 ? reasoning.ToString() : null,
                ToolCalls = calls.Count > 0 ? [.. calls.Select(call => new ToolCall(call.Id, call.Function))] : null,
            };
            return new ChatChoice(index, message, logprobs.Count > 0 ? new ChoiceLogprobs(logprobs) : null, finishReason);
        }
    }
}

internal sealed record ChatChoice(
    int Index,
    ChatMessage Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ChoiceLogprobs? Logprobs,
    string? FinishReason);

internal sealed record ChatMessage([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content)
{
    public string Role => "assistant";

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public object? Refusal => null;

    public string? ReasoningContent { get; init; }

    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
}

internal sealed record ToolCall(string Id, CalledFunction Function)
{
    public string Type => "function";
}
