using System.Text.Json;

namespace Zhiyan.Inference.ToolCalls;

/// <summary>The tools of a request, by name.</summary>
internal sealed class OfferedTools(IEnumerable<ToolDefinition> tools)
{
    private readonly HashSet<string> names = [.. tools.Select(tool => tool.Name)];

    public bool Any => names.Count > 0;

    public bool Contains(ReadOnlySpan<char> name) => names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    /// <summary>The call written as <c>{"name", "arguments"}</c>, or null if it is none or names a tool that was not offered.</summary>
    public ToolCallPart? CallFrom(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object) return null;
        if (!call.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String) return null;
        if (!Contains(name.GetString()) || ArgumentsFrom(call) is not { } arguments) return null;
        return new ToolCallPart(name.GetString()!, arguments);
    }

    /// <summary>The arguments as JSON text: none or null is an empty object, a string is JSON written once more as a string.</summary>
    private static string? ArgumentsFrom(JsonElement call)
    {
        if (!call.TryGetProperty("arguments", out var arguments)) return "{}";
        if (arguments.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(arguments.GetString()!);
            return ObjectText(inner.RootElement);
        }
        return ObjectText(arguments);
    }

    private static string? ObjectText(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Object => arguments.GetRawText(),
        JsonValueKind.Null => "{}",
        _ => null,
    };
}
