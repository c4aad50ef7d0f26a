using System.Text.Json.Nodes;

namespace Zhiyan.Inference.ToolCalls;

/// <summary>A tool offered to the model; <paramref name="Parameters"/> is the JSON Schema of its arguments.</summary>
public sealed record ToolDefinition(string Name, string? Description, JsonNode? Parameters);
