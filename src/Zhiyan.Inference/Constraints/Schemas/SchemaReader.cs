using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Regex;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// What the keywords of one subschema say about a value (Draft 2020-12), without those that combine it with other subschemas
/// (<see cref="Applicators"/>). A keyword that is not known is refused: it could be an assertion.
/// </summary>
internal sealed class SchemaReader(SchemaDocument document, SchemaSets sets)
{
    private static readonly FrozenSet<string> assertions = FrozenSet.Create(
        "$dynamicRef", "$ref", "additionalProperties", "allOf", "anyOf", "const", "contains", "dependentRequired", "dependentSchemas", "else", "enum",
        "exclusiveMaximum", "exclusiveMinimum", "format", "if", "items", "maxContains", "maxItems", "maxLength", "maxProperties", "maximum", "minContains",
        "minItems", "minLength", "minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern", "patternProperties", "prefixItems", "properties",
        "propertyNames", "required", "then", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems");

    private static readonly FrozenSet<string> annotations = FrozenSet.Create(
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema", "contentEncoding", "contentMediaType", "contentSchema", "default", "definitions",
        "deprecated", "description", "examples", "readOnly", "title", "writeOnly");

    /// <summary>Drafts whose schemas mean the same here, as far as their keywords are known here.</summary>
    private static readonly FrozenSet<string> drafts = FrozenSet.Create(
        "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-07/schema",
        "http://json-schema.org/draft-06/schema");

    private static readonly FrozenSet<string> types = FrozenSet.Create("array", "boolean", "integer", "null", "number", "object", "string");

    private Formulas Formulas => sets.Formulas;

    public ValueSet Read(Subschema schema) => ValueSet.Union([.. new Applicators(document, sets, this).Branches(schema, isTracked: false).Select(branch => branch.Set)]);

    public ValueSet Assertions(Subschema schema)
    {
        Check(schema);
        var set = Typed(schema);
        if (schema.Has("enum")) set = set.Intersect(Constants(schema, "enum", schema.Values("enum")), Formulas);
        if (schema.Has("const")) set = set.Intersect(Constants(schema, "const", [schema.Json!["const"]]), Formulas);
        return set;
    }

    private static void Check(Subschema schema)
    {
        foreach (var keyword in schema.Keywords)
        {
            if (assertions.Contains(keyword) || annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal)) continue;
            throw schema.Error(keyword, keyword == "nullable" ? "is not JSON Schema; write \"type\": [..., \"null\"]" : "is not supported");
        }
        if (schema.Text("$schema") is { } draft && !drafts.Contains(draft.TrimEnd('#'))) throw schema.Error("$schema", "is not a draft that is supported (2020-12 is)");
    }

    private ValueSet Constants(Subschema schema, string keyword, IReadOnlyList<JsonNode?> values) =>
        schema.Located(keyword, () => ValueSet.Of(values, Formulas));

    private ValueSet Typed(Subschema schema)
    {
        var named = Types(schema);
        return new ValueSet
        {
            Null = named.Contains("null"),
            True = named.Contains("boolean"),
            False = named.Contains("boolean"),
            Numbers = named.Contains("number") ? Numbers(schema) : named.Contains("integer") ? Integers(Numbers(schema)) : Automaton.Nothing,
            Strings = named.Contains("string") ? Strings(schema) : StringSet.None,
            Arrays = named.Contains("array") && Array(schema) is { } array ? [array] : [],
            Objects = named.Contains("object") && Object(schema) is { } each ? [each] : [],
        };
    }

    private static IReadOnlyCollection<string> Types(Subschema schema)
    {
        if (!schema.Has("type")) return types;
        IReadOnlyList<string> named = schema.Json!["type"] is JsonValue ? [schema.Text("type")!] : schema.Names("type");
        return named.FirstOrDefault(name => !types.Contains(name)) is { } unknown ? throw schema.Error("type", $"names '{unknown}', which is no type")
            : named.Count > 0 ? named : throw schema.Error("type", "names no type");
    }

    private static Automaton Integers(Automaton numbers) => numbers == Decimals.All ? Decimals.Integers : numbers.Intersect(Decimals.Integers);

    private static Automaton Numbers(Subschema schema)
    {
        var numbers = Decimals.All;
        Narrow("minimum", Decimals.AtLeast);
        Narrow("maximum", Decimals.AtMost);
        Narrow("exclusiveMinimum", Decimals.MoreThan);
        Narrow("exclusiveMaximum", Decimals.LessThan);
        Narrow("multipleOf", divisor => divisor.Digits.Sign > 0 ? Decimals.MultiplesOf(divisor) : throw new ConstraintException("it must be above 0"));
        return numbers;

        void Narrow(string keyword, Func<PlainNumber, Automaton> those)
        {
            if (schema.Number(keyword) is { } bound) numbers = schema.Located(keyword, () => numbers.Intersect(those(bound)));
        }
    }

    private static StringSet Strings(Subschema schema)
    {
        var strings = StringSet.All;
        if (schema.Text("pattern") is { } pattern) strings = schema.Located("pattern", () => StringSet.Of(RegexCompiler.Search(pattern)));
        if (schema.Text("format") is { } format)
        {
            var texts = schema.Located("format", () => Formats.Of(format)) ?? throw schema.Error("format", $"names '{format}', which is not supported");
            strings = schema.Located("format", () => strings.Intersect(StringSet.Of(texts)));
        }
        var bound = schema.Has("maxLength") ? "maxLength" : "minLength";
        return schema.Located(bound, () => strings.Intersect(StringSet.OfLength(schema.Count("minLength") ?? 0, schema.Count("maxLength"))));
    }

    private ArraySet? Array(Subschema schema)
    {
        var array = new ArraySet
        {
            Prefix = [.. schema.ChildList("prefixItems").Select(Formulas.Of)],
            Rest = schema.Child("items") is { } items ? Formulas.Of(items) : Formulas.Anything,
            Least = schema.Count("minItems") ?? 0,
            Most = schema.Count("maxItems"),
            UniqueAt = schema.Flag("uniqueItems") ? $"{schema.Pointer}/uniqueItems" : null,
        };
        var (least, most) = (schema.Count("minContains") ?? 1, schema.Count("maxContains"));
        if (schema.Child("contains") is { } contained) array = array with { Counts = [new ArraySet.Count(Formulas.Of(contained), 0, least, most)] };
        return array.Normalized(Formulas);
    }

    private ObjectSet? Object(Subschema schema)
    {
        var rules = new List<ObjectSet.Rule>();
        foreach (var (key, value) in schema.Children("properties")) Add(KeySet.OfNames([key]), Formulas.Of(value));
        foreach (var (pattern, value) in schema.Children("patternProperties")) Add(KeySet.Of(Pattern(schema, pattern)), Formulas.Of(value));
        if (schema.Child("additionalProperties") is { } additional) Add(NamedKeys(schema).Complement(), Formulas.Of(additional));
        if (schema.Child("propertyNames") is { } names)
            Add(KeySet.Of(schema.Located("propertyNames", () => sets.Of(Formulas.Of(names)).Strings.Language)).Complement(), Formulas.Nothing);
        return new ObjectSet
        {
            Order = [.. schema.Children("properties").Select(property => property.Key).Union(schema.Names("required"))],
            Required = [.. schema.Names("required")],
            Rules = [.. rules],
            Least = schema.Count("minProperties") ?? 0,
            Most = schema.Count("maxProperties"),
            LeastAt = $"{schema.Pointer}/minProperties",
        }.Normalized(Formulas);

        void Add(KeySet keys, Formula value)
        {
            if (!keys.IsNames && !keys.IsAllButNames) sets.Spend(keys.Language);
            if (value != Formulas.Anything) rules.Add(new ObjectSet.Rule(keys, value));
        }
    }

    /// <summary>The keys that <c>properties</c> and <c>patternProperties</c> speak about.</summary>
    public static KeySet NamedKeys(Subschema schema) =>
        schema.Children("patternProperties").Aggregate(
            KeySet.OfNames(schema.Children("properties").Select(property => property.Key)),
            (keys, property) => keys.Union(KeySet.Of(Pattern(schema, property.Key))));

    private static Automaton Pattern(Subschema schema, string pattern) => schema.Located("patternProperties", () => RegexCompiler.Search(pattern));
}
