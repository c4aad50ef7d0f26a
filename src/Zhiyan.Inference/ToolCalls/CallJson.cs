using System.Text.Json;

namespace Zhiyan.Inference.ToolCalls;

/// <summary>Reads JSON that a model wrote, where failing is an answer and not an error.</summary>
internal static class CallJson
{
    /// <summary>What <paramref name="read"/> makes of the JSON, or null if it is malformed anywhere <paramref name="read"/> looks.</summary>
    public static T? Read<T>(ReadOnlySpan<char> json, Func<JsonElement, T?> read) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToString());
            return read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;        // the latter two: half a surrogate pair, escaped or plain
        }
    }
}
