using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Grammars;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// Turns a JSON Schema (Draft 2020-12) into the grammar of the JSON texts that it accepts. It fails closed: what cannot be honoured, unknown
/// keywords included, is a <see cref="ConstraintException"/> that names keyword and place, and so is a schema that nothing can meet.
/// The texts are compact, with one space allowed after a colon or a comma; the members of an object come in the order of <c>properties</c>, other
/// keys last; integers have neither fraction nor exponent, and bounded numbers no exponent.
/// </summary>
public static class SchemaCompiler
{
    public static Grammar Compile(JsonNode? schema)
    {
        try
        {
            return Compile(new SchemaDocument(schema));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new ConstraintException("the schema is nested, or its references are chained, too deep.");
        }
    }

    private static Grammar Compile(SchemaDocument document)
    {
        var formulas = new Formulas();
        var sets = new SchemaSets(document, formulas);
        var grammar = GrammarTidying.Tidied(new GrammarWriter(sets).Write(formulas.Of(document.Root)));
        return grammar ?? throw new ConstraintException(
            $"no value of finite size can meet the schema{(sets.FirstEmpty is { } empty ? $"; none can meet what stands at '{empty}'" : "")}.", sets.FirstEmpty ?? "");
    }
}
