using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Grammars.Gbnf;
using Zhiyan.Inference.Constraints.Regex;
using Zhiyan.Inference.Constraints.Schemas;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Constraints.Grammars;

/// <summary>The grammar of each form of constraint.</summary>
internal static class ConstraintGrammars
{
    /// <exception cref="ConstraintException">The constraint cannot be honoured.</exception>
    public static Grammar Of(Constraint constraint, Vocabulary vocabulary) => constraint switch
    {
        GbnfConstraint gbnf => GbnfParser.Parse(gbnf.Grammar),
        JsonSchemaConstraint schema => SchemaCompiler.Compile(schema.Schema),
        JsonObjectConstraint => SchemaCompiler.Compile(new JsonObject { ["type"] = "object" }),
        RegexConstraint regex => OneRule(new Regular(RegexCompiler.FullMatch(regex.Pattern))),
        ChoiceConstraint { Choices.Count: 0 } => throw new ConstraintException("there is no choice to choose from."),
        ChoiceConstraint choice => OneRule(new Alternatives([.. choice.Choices.Distinct().Select(each => new Literal(each))])),
        ToolCallConstraint calls => new ToolCallGrammar(calls, inner => Of(inner, vocabulary), text => IsControl(text, vocabulary)).Build(),
        _ => throw new ConstraintException($"a {constraint.GetType().Name} is not supported yet."),
    };

    private static Grammar OneRule(Expression rule) => new(new Dictionary<string, Expression> { ["root"] = rule }, "root");

    private static bool IsControl(string text, Vocabulary vocabulary) => vocabulary.TryFind(text, out var id) && vocabulary.IsControl(id);
}
