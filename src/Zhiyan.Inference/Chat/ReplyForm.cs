using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;

namespace Zhiyan.Inference.Chat;

/// <summary>What a reply must look like, from what a request says of tools and content.</summary>
internal static class ReplyForm
{
    /// <summary>
    /// Null where anything goes. Arguments of a strict tool follow its schema or the request is refused; those of another tool follow it, where it
    /// can be honoured, once a call is required. Throws <see cref="ConstraintException"/> and <see cref="ArgumentException"/>.
    /// </summary>
    /// <param name="bareJson">The model is used to write calls as JSON alone.</param>
    /// <param name="canHonour">Whether a schema compiles.</param>
    public static Constraint? Of(ChatRequest request, bool bareJson, Predicate<JsonNode> canHonour)
    {
        var (mode, name) = request.ToolChoice;
        var tools = request.Tools.Select(Function).Where(tool => name is null || (string?)tool["name"] == name).ToList();
        if (mode == ToolChoiceMode.Required && tools.Count == 0)
            throw new ArgumentException(name is null ? "a tool call is required, but no tool is offered." : $"the tool '{name}' is required, but not offered.", nameof(request));

        var required = mode == ToolChoiceMode.Required;
        if (mode == ToolChoiceMode.None || tools.Count == 0 || !required && request.Constraint is null && !tools.Exists(IsStrict)) return request.Constraint;
        return new ToolCallConstraint([.. tools.Select(tool => Callable(tool, required, canHonour))], required, request.ParallelToolCalls, request.Constraint, bareJson);
    }

    private static JsonObject Function(JsonObject tool) => tool["function"] as JsonObject ?? tool;

    private static bool IsStrict(JsonObject tool) => tool["strict"] is JsonValue value && value.TryGetValue(out bool strict) && strict;

    private static CallableTool Callable(JsonObject tool, bool required, Predicate<JsonNode> canHonour)
    {
        var parameters = tool["parameters"];
        var held = parameters is not null && (IsStrict(tool) || required && canHonour(parameters));
        return new CallableTool((string?)tool["name"] ?? throw new ArgumentException("a tool has no name", nameof(tool)), held ? parameters : null);
    }
}
