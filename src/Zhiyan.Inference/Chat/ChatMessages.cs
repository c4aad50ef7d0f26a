using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Chat;

/// <summary>Messages in OpenAI's shape, made into what templates expect: content as one text, arguments as objects.</summary>
internal static class ChatMessages
{
    /// <summary>A copy for the template. Throws an <see cref="ArgumentException"/> for content that is no text.</summary>
    public static JsonObject ForTemplate(JsonObject message, bool knowsDeveloper)
    {
        var copy = (JsonObject)message.DeepClone();
        if (copy["role"] is not JsonValue role || !role.TryGetValue<string>(out var name)) throw new ArgumentException("a message has no role; give it system, user, assistant or tool.");
        if (name == "developer" && !knowsDeveloper) copy["role"] = "system";
        if (copy["content"] is JsonArray parts) copy["content"] = string.Concat(parts.Select(Text));
        foreach (var call in (copy["tool_calls"] as JsonArray ?? []).OfType<JsonObject>()) ParseArguments(call["function"] as JsonObject ?? call);
        return copy;
    }

    private static string Text(JsonNode? part) => part switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonObject typed when (string?)typed["type"] is "text" or "input_text" or "output_text" => (string?)typed["text"] ?? "",
        JsonObject typed => throw new ArgumentException($"content of type '{typed["type"]}' is not built yet, only text."),
        _ => throw new ArgumentException("a content part is neither text nor an object."),
    };

    /// <summary>Clients send arguments as JSON in a string; templates print them as an object.</summary>
    private static void ParseArguments(JsonObject function)
    {
        if (function["arguments"] is not JsonValue value || !value.TryGetValue<string>(out var text)) return;
        try
        {
            function["arguments"] = string.IsNullOrWhiteSpace(text) ? new JsonObject() : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A call that the model once wrote wrongly stays as it was written.
        }
    }
}
