namespace Zhiyan.Server.Store;

/// <summary>How the model answers in a chat; null leaves it to the model's own defaults.</summary>
internal sealed record ChatSettings
{
    /// <summary>A name of the model directory.</summary>
    public string? Model { get; init; }

    /// <summary>What the assistant is told before the conversation, in place of its own persona.</summary>
    public string? Instructions { get; init; }

    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    /// <summary>Tokens of a reply at most.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The same seed, model and conversation give the same reply.</summary>
    public long? Seed { get; init; }

    /// <summary>Tokens that reasoning may take; 0 for none.</summary>
    public int? ReasoningBudget { get; init; }
}
