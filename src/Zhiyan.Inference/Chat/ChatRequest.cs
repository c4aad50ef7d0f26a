using System.Text.Json.Nodes;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Chat;

/// <summary>A conversation to go on with. Messages and tools are objects in the shape of OpenAI's chat API.</summary>
public sealed record ChatRequest
{
    public required IReadOnlyList<JsonObject> Messages { get; init; }

    /// <summary>Tools the model may call: <c>{"type":"function","function":{"name","description","parameters"}}</c>.</summary>
    public IReadOnlyList<JsonObject> Tools { get; init; } = [];

    /// <summary>Further variables for the template, such as <c>enable_thinking</c>.</summary>
    public JsonObject? TemplateVariables { get; init; }

    /// <summary>Tokens to generate at most; null for as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Null for the model's own defaults.</summary>
    public SamplingSettings? Sampling { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Log-probabilities of each token and this many of its best rivals; null for none.</summary>
    public int? Logprobs { get; init; }

    /// <summary>Drop the oldest messages (never system messages or the last one) of a conversation that is too long, and say so.</summary>
    public bool Truncate { get; init; }
}
