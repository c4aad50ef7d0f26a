using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Regex;

namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>
/// Replies that call tools in the form of Hermes 2 Pro and Qwen, as <c>ToolCalls/Formats/HermesFormat</c> reads them: each call between
/// <c>&lt;tool_call&gt;</c> and <c>&lt;/tool_call&gt;</c>, a line break between two.
/// </summary>
internal sealed class ToolCallGrammar(ToolCallConstraint constraint, Func<Constraint, Grammar> grammarOf, Func<string, bool> isControlToken)
{
    private const string CallMarker = "tool_call";

    private static readonly JsonSerializerOptions asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<Automaton> bareCallLike = new(() => RegexCompiler.FullMatch(@"\s*(?:```(?:json)?\s*)?[\{\[][\s\S]*"));

    private readonly Dictionary<string, Expression> rules = [];

    public Grammar Build()
    {
        if (constraint.Tools.Count == 0) throw new ConstraintException("a reply cannot call a tool where none is offered.");
        rules["body"] = new Alternatives([.. constraint.Tools.Index().Select(each => Body(each.Item, each.Index))]);
        rules["call"] = Call();
        Expression calls = constraint.Parallel
            ? new Concatenation([new Reference("call"), new Repeat(new Concatenation([new Literal("\n"), new Reference("call")]), 0, null)])
            : new Reference("call");
        rules["root"] = constraint switch
        {
            { Required: true } => calls,
            { Content: { } content } => new Alternatives([calls, Include("content", grammarOf(content))]),
            { BareJson: true } => new Alternatives([Bare(), new Concatenation([new Regular(TextBeforeCall(unlikeBareCalls: true)), new Repeat(calls, 0, 1)])]),
            _ => new Concatenation([new Regular(TextBeforeCall(unlikeBareCalls: false)), new Repeat(calls, 0, 1)]),
        };
        return new Grammar(rules, "root");
    }

    private Concatenation Call() => new(
    [
        Marker(CallMarker),
        new Literal("\n"),
        new Reference("body"),
        new Literal("\n"),
        Marker($"/{CallMarker}"),
    ]);

    /// <summary>A call without markers, alone or in a code fence.</summary>
    private static Alternatives Bare() => new(
    [
        new Reference("body"),
        new Concatenation([new Literal("```json\n"), new Reference("body"), new Literal("\n```")]),
    ]);

    private static Automaton TextBeforeCall(bool unlikeBareCalls)
    {
        var text = MarkerFreeText.Without($"<{CallMarker}>");
        return unlikeBareCalls ? Product.Of(text, bareCallLike.Value, static (free, bare) => free && !bare) : text;
    }

    private Concatenation Body(CallableTool tool, int index) => new(
    [
        new Literal($"{{\"name\": {JsonSerializer.Serialize(tool.Name, asWritten)}, \"arguments\": "),
        tool.Parameters is { } schema ? Include($"tool{index}", Parameters(tool.Name, schema)) : Include("object", grammarOf(new JsonObjectConstraint())),
        new Literal("}"),
    ]);

    private Grammar Parameters(string tool, JsonNode schema)
    {
        try
        {
            return grammarOf(new JsonSchemaConstraint(schema));
        }
        catch (ConstraintException error)
        {
            throw new ConstraintException($"the parameters of the tool {tool}: {error.Message}", error.Path);
        }
    }

    /// <summary>The marker's text; or the token itself, where the vocabulary has it as a control token, which counts as no text.</summary>
    private Expression Marker(string name) =>
        isControlToken($"<{name}>") ? new Alternatives([new Token(name), new Literal($"<{name}>")]) : new Literal($"<{name}>");

    /// <summary>The rules of another grammar under names of their own.</summary>
    private Reference Include(string prefix, Grammar other)
    {
        foreach (var (name, rule) in other.Rules) rules[$"{prefix}:{name}"] = Renamed(rule, prefix);
        return new Reference($"{prefix}:{other.Root}");
    }

    private static Expression Renamed(Expression expression, string prefix) => expression switch
    {
        Concatenation sequence => new Concatenation([.. sequence.Items.Select(item => Renamed(item, prefix))]),
        Alternatives alternatives => new Alternatives([.. alternatives.Items.Select(item => Renamed(item, prefix))]),
        Repeat repeat => repeat with { Item = Renamed(repeat.Item, prefix) },
        Reference reference => new Reference($"{prefix}:{reference.Rule}"),
        _ => expression,
    };
}
