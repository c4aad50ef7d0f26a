namespace Zhiyan.Inference.ToolCalls;

/// <summary>What must be known of a request to parse its reply.</summary>
public sealed record ReplyOptions
{
    /// <summary>The tools offered; with none, no calls are looked for.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>The prompt ended inside the reasoning, so the reply begins there.</summary>
    public bool PromptOpensReasoning { get; init; }

    /// <summary>The model writes calls without markers: a reply that is nothing but the JSON of calls counts as those calls.</summary>
    public bool BareJson { get; init; }
}
