using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Chat;

/// <summary>A conversation to go on with. Messages and tools are objects in the shape of OpenAI's chat API.</summary>
public sealed record ChatRequest
{
    public required IReadOnlyList<JsonObject> Messages { get; init; }

    /// <summary>Tools the model may call: <c>{"type":"function","function":{"name","description","parameters"}}</c>.</summary>
    public IReadOnlyList<JsonObject> Tools { get; init; } = [];

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>More than one call in a reply is allowed.</summary>
    public bool ParallelToolCalls { get; init; } = true;

    /// <summary>What the content of the reply must look like; null for anything.</summary>
    public Constraint? Constraint { get; init; }

    /// <summary>Tokens that reasoning may take before it is ended; null for no limit.</summary>
    public int? ReasoningBudget { get; init; }

    public Priority Priority { get; init; }

    /// <summary>Whose request it is; see <see cref="GenerationRequest.User"/>.</summary>
    public string? User { get; init; }

    /// <summary>Further variables for the template, such as <c>enable_thinking</c>.</summary>
    public JsonObject? TemplateVariables { get; init; }

    /// <summary>Tokens to generate at most; null for as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Null for the model's own defaults.</summary>
    public SamplingSettings? Sampling { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Log-probabilities of each token and this many of its best rivals; null for none.</summary>
    public int? Logprobs { get; init; }

    /// <summary>
    /// The last message is the beginning of the assistant's reply, and what is made goes on with it. Its text is plain, never control tokens; its
    /// reasoning stands in <c>reasoning_content</c>, or in the content between think marks.
    /// </summary>
    public bool Continue { get; init; }

    /// <summary>Drop the oldest messages (never system messages or the last one) of a conversation that is too long, and say so.</summary>
    public bool Truncate { get; init; }
}

/// <summary>Whether a reply may, must or must not call a tool, or must call the one of <paramref name="Name"/>.</summary>
public sealed record ToolChoice(ToolChoiceMode Mode, string? Name = null)
{
    public static ToolChoice Auto { get; } = new(ToolChoiceMode.Auto);

    public static ToolChoice None { get; } = new(ToolChoiceMode.None);

    public static ToolChoice Required { get; } = new(ToolChoiceMode.Required);

    public static ToolChoice Named(string name) => new(ToolChoiceMode.Required, name);
}

public enum ToolChoiceMode
{
    Auto,
    None,
    Required,
}
