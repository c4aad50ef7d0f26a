using System.Text;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Cli.Generation;

/// <summary>A whole reply: the fold of its events, in the shape that <c>generate --json</c> prints.</summary>
internal sealed class GenerationResult(GenerationJob job)
{
    private readonly List<int> tokens = [];
    private readonly StringBuilder text = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<CalledTool> calls = [];
    private readonly List<TokenChoice> choices = [];

    public JsonNode? Id => job.Id;

    public IReadOnlyList<int> Tokens => tokens;

    public string Text => text.ToString();

    public string? Reasoning => reasoning.Length == 0 ? null : reasoning.ToString();

    public IReadOnlyList<CalledTool>? ToolCalls => calls.Count == 0 ? null : calls;

    /// <summary>stop, length or tool_calls.</summary>
    public string FinishReason { get; private set; } = "";

    public IReadOnlyList<TokenChoice>? Logprobs => job.Logprobs is null ? null : choices;

    public TokenCounts Usage { get; private set; } = new(0, 0, 0, 0, 0);

    public Speeds Timings { get; private set; } = new(0, 0, 0, null, null);

    public static async Task<GenerationResult> Of(GenerationJob job, IAsyncEnumerable<ChatEvent> events)
    {
        var result = new GenerationResult(job);
        await foreach (var step in events) result.Add(step);
        return result;
    }

    private void Add(ChatEvent step)
    {
        foreach (var part in ReplyText.Parts(step)) Add(part);
        switch (step)
        {
            case ChatToken token:
                tokens.Add(token.Token);
                if (token.Logprobs is { } logprobs) choices.Add(TokenChoice.From(logprobs));
                break;
            case ChatFinished finished:
                FinishReason = finished.CalledTools ? "tool_calls" : finished.Reason == Inference.Generation.FinishReason.Stop ? "stop" : "length";
                Usage = TokenCounts.From(finished.Usage);
                Timings = Speeds.From(finished.Usage, finished.Timings);
                break;
        }
    }

    private void Add(ReplyPart part)
    {
        switch (part)
        {
            case ContentDelta content: text.Append(content.Text); break;
            case ReasoningDelta thought: reasoning.Append(thought.Text); break;
            case ToolCallPart call: calls.Add(new CalledTool(call.Name, JsonNode.Parse(call.ArgumentsJson))); break;
        }
    }
}

internal sealed record CalledTool(string Name, JsonNode? Arguments);

/// <summary>A token's natural log-probability, and those of its best rivals.</summary>
internal sealed record TokenChoice(int Token, double Logprob, IReadOnlyList<TokenLogprob> Top)
{
    public static TokenChoice From(TokenLogprobs measured) => new(measured.Chosen.Token, measured.Chosen.Logprob, measured.Top);
}

internal sealed record TokenCounts(int PromptTokens, int CompletionTokens, int TotalTokens, int CachedTokens, int DroppedTokens)
{
    public static TokenCounts From(Usage usage) =>
        new(usage.PromptTokens, usage.CompletionTokens, usage.PromptTokens + usage.CompletionTokens, usage.CachedTokens, usage.DroppedTokens);
}

/// <summary>Seconds, and tokens a second where there were any.</summary>
internal sealed record Speeds(double QueueS, double PromptS, double GenerationS, double? PromptTokS, double? GenerationTokS)
{
    public static Speeds From(Usage usage, Timings timings) => new(
        Math.Round(timings.QueueSeconds, 4), Math.Round(timings.PromptSeconds, 4), Math.Round(timings.GenerationSeconds, 4),
        Rate(usage.PromptTokens - usage.CachedTokens, timings.PromptSeconds), Rate(usage.CompletionTokens, timings.GenerationSeconds));

    private static double? Rate(int tokens, double seconds) => tokens > 0 && seconds > 0 ? Math.Round(tokens / seconds, 2) : null;
}
