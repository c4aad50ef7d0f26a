using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>What <c>tool_choice</c> makes of a request's tools: those the model is told of, and whether it may, must or must not call one.</summary>
internal sealed record ToolSelection(IReadOnlyList<JsonObject> Tools, ToolChoice Choice)
{
    private const string Forms = "auto, none, required, {type: function, function: {name}} or {type: allowed_tools, allowed_tools: {mode, tools}}";

    public bool HasStrictTools => Tools.Any(tool => (bool?)tool["function"]!["strict"] is true);

    public static ToolSelection Read(Field choice, IReadOnlyList<JsonObject> tools)
    {
        if (choice.IsMissing) return new ToolSelection(tools, ToolChoice.Auto);
        if (choice.IsText) return Mode(choice, tools, Forms);
        if (!choice.IsObject) throw choice.Wrong(Forms);
        switch (choice["type"].Text())
        {
            case "function":
                return new ToolSelection(tools, ToolChoice.Named(Name(choice["function"]["name"], tools)));
            case "allowed_tools":
                var allowed = choice["allowed_tools"]["tools"].Items(ChatMessageFields.MostTools).Select(tool => Name(tool["function"]["name"], tools)).ToHashSet();
                return Mode(choice["allowed_tools"]["mode"], [.. tools.Where(tool => allowed.Contains(NameOf(tool)))], "auto or required");
            default:
                throw choice.Wrong(Forms);
        }
    }

    private static ToolSelection Mode(Field mode, IReadOnlyList<JsonObject> tools, string forms) => mode.Text() switch
    {
        "auto" => new ToolSelection(tools, ToolChoice.Auto),
        "none" => new ToolSelection([], ToolChoice.None),
        "required" => tools.Count > 0 ? new ToolSelection(tools, ToolChoice.Required) : throw mode.Wrong("sent together with tools to call"),
        null => throw mode.Missing(),
        _ => throw mode.Wrong(forms),
    };

    private static string Name(Field name, IReadOnlyList<JsonObject> tools)
    {
        var wanted = name.Text() ?? throw name.Missing();
        return tools.Any(tool => NameOf(tool) == wanted) ? wanted
            : throw name.Wrong(tools.Count == 0 ? "the name of a tool, and tools is empty" : $"one of the tools: {string.Join(", ", tools.Select(NameOf))}");
    }

    private static string NameOf(JsonObject tool) => (string)tool["function"]!["name"]!;
}
