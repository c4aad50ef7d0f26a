using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints;

/// <summary>What a reply must look like. Compiled to token masks by <see cref="ConstraintCompiler"/>; one that cannot be honoured is refused there.</summary>
public abstract record Constraint;

/// <summary>The reply is a JSON text that this schema (Draft 2020-12) accepts.</summary>
public sealed record JsonSchemaConstraint(JsonNode Schema) : Constraint;

/// <summary>The reply is some JSON object (<c>response_format: json_object</c>).</summary>
public sealed record JsonObjectConstraint : Constraint;

/// <summary>The whole reply matches this regular expression (ECMA 262 with the u flag).</summary>
public sealed record RegexConstraint(string Pattern) : Constraint;

/// <summary>The reply is a sentence of this GBNF grammar, from the rule <c>root</c>.</summary>
public sealed record GbnfConstraint(string Grammar) : Constraint;

/// <summary>The reply is one of these texts.</summary>
public sealed record ChoiceConstraint(IReadOnlyList<string> Choices) : Constraint;

/// <summary>
/// The reply may or must call tools in the model's own form. Where it need not, <paramref name="Content"/> says what else it may be; null for any
/// text, also before the first call. Arguments follow the tool's schema where <see cref="CallableTool.Parameters"/> is given, else they are any
/// JSON object. <paramref name="BareJson"/>: the model is used to write a call as a JSON object alone, perhaps in a code fence; where no call is
/// required, that is held to the tools too, and no other content may begin like it.
/// </summary>
public sealed record ToolCallConstraint(
    IReadOnlyList<CallableTool> Tools, bool Required, bool Parallel, Constraint? Content, bool BareJson = false) : Constraint;

/// <summary>A tool as a constraint sees it; <paramref name="Parameters"/> is null where its arguments are not held to a schema.</summary>
public sealed record CallableTool(string Name, JsonNode? Parameters);
