using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints;

/// <summary>A text that is the same for two constraints exactly where they say the same.</summary>
internal static class ConstraintKey
{
    public static string Of(Constraint constraint) => Node(constraint).ToJsonString();

    private static JsonArray Node(Constraint constraint) => constraint switch
    {
        JsonSchemaConstraint schema => ["schema", schema.Schema.DeepClone()],
        JsonObjectConstraint => ["object"],
        RegexConstraint regex => ["regex", regex.Pattern],
        GbnfConstraint gbnf => ["gbnf", gbnf.Grammar],
        ChoiceConstraint choice => ["choice", JsonSerializer.SerializeToNode(choice.Choices)],
        ToolCallConstraint calls =>
        [
            "calls", calls.Required, calls.Parallel, calls.BareJson, calls.Content is null ? null : Node(calls.Content),
            new JsonArray([.. calls.Tools.Select(tool => new JsonArray(tool.Name, tool.Parameters?.DeepClone()))]),
        ],
        _ => throw new ConstraintException($"a {constraint.GetType().Name} is not supported."),
    };
}
