using System.Buffers;
using System.Text.Json.Nodes;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>Checks the messages and tools of a request, which then go to the template as they are.</summary>
internal static class ChatMessageFields
{
    public const int MostTools = 128;

    private const int MostMessages = 10_000;
    private const int MostParts = 1_000;
    private const int MostCalls = 128;

    private static readonly SearchValues<char> nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    public static IReadOnlyList<JsonObject> Messages(Field messages)
    {
        if (messages.IsMissing) throw messages.Missing();
        var items = messages.Items(MostMessages);
        if (items.Count == 0) throw messages.Wrong("a list of one message or more");
        return [.. items.Select(Message)];
    }

    public static IReadOnlyList<JsonObject> Tools(Field tools) => [.. tools.Items(MostTools).Select(Tool)];

    private static JsonObject Message(Field message)
    {
        var copy = message.Object() ?? throw message.Wrong("an object with role and content");
        var calls = message["tool_calls"].Items(MostCalls);
        var role = message["role"];
        switch (role.Text())
        {
            case "assistant":
                foreach (var call in calls) Call(call);
                if (!(calls.Count > 0 && message["content"].IsMissing)) Content(message["content"]);
                break;
            case "system" or "developer" or "user":
                Content(message["content"]);
                break;
            case "tool":
                message["tool_call_id"].Text();     // some clients leave it out, and templates do without
                Content(message["content"]);
                break;
            case null:
                throw role.Missing();
            default:
                throw role.Wrong("system, developer, user, assistant or tool");
        }
        return copy;
    }

    private static void Content(Field content)
    {
        if (content.IsMissing) throw content.Missing();
        if (content.IsText) return;
        if (!content.IsList) throw content.Wrong("a string or a list of parts");
        foreach (var part in content.Items(MostParts))
        {
            var type = part["type"];
            if (type.IsMissing) throw type.Missing();
            if (type.Text() != "text") throw type.NotBuilt("this version reads text only; send parts of type text.");
            if (part["text"].Text() is null) throw part["text"].Missing();
        }
    }

    private static void Call(Field call)
    {
        if (call["function"]["name"].Text() is null) throw call["function"]["name"].Missing();
        if (call["function"]["arguments"] is { IsMissing: false, IsText: false } arguments) arguments.Object();
    }

    private static JsonObject Tool(Field tool)
    {
        var type = tool["type"];
        if (type.Text() is not ("function" or null)) throw type.NotBuilt("only tools of type function are known.");
        var name = tool["function"]["name"];
        if (name.Text() is not { } text) throw name.Missing();
        if (text.Length is 0 or > 64 || text.AsSpan().ContainsAnyExcept(nameCharacters)) throw name.Wrong("1 to 64 letters, digits, underscores, dashes or dots");
        tool["function"]["description"].Text();
        tool["function"]["parameters"].Object();
        tool["function"]["strict"].Flag();
        return tool.Object()!;
    }
}
