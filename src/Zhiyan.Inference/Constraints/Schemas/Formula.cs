using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// What one JSON value is held to: a boolean expression over subschemas. Equal ones are one object with one number (<see cref="Formulas"/>), so
/// a recursive schema, however it is combined with others, comes back to formulas that are already known.
/// </summary>
internal abstract class Formula(int number)
{
    public int Number => number;

    /// <summary>Any value.</summary>
    public sealed class Anything(int number) : Formula(number);

    /// <summary>No value.</summary>
    public sealed class Nothing(int number) : Formula(number);

    public sealed class Schema(int number, Subschema subschema) : Formula(number)
    {
        public Subschema Subschema => subschema;
    }

    public sealed class Constant(int number, JsonNode? value) : Formula(number)
    {
        public JsonNode? Value => value;
    }

    public sealed class All(int number, IReadOnlyList<Formula> items) : Formula(number)
    {
        public IReadOnlyList<Formula> Items => items;
    }

    public sealed class Any(int number, IReadOnlyList<Formula> items) : Formula(number)
    {
        public IReadOnlyList<Formula> Items => items;
    }

    /// <summary>Of a schema or a constant: negation is pushed down to them.</summary>
    public sealed class Not(int number, Formula item) : Formula(number)
    {
        public Formula Item => item;
    }
}
