using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

/// <summary>Small schemas that mix all keywords, and small values that often nearly meet them. Keys are always in ascending order.</summary>
internal sealed class RandomSchemas(int seed)
{
    private static readonly string[] keys = ["a", "ab", "b", "c"];

    private readonly Random random = new(seed);

    public JsonNode Schema(int depth = 0)
    {
        if (depth > 0 && random.Next(20) == 0) return random.Next(2) == 0;
        var schema = new JsonObject();
        for (var count = random.Next(1, depth > 2 ? 3 : 5); count > 0; count--)
        {
            var (keyword, value) = Keyword(depth);
            schema[keyword] = value;
        }
        return schema;
    }

    public JsonNode? Instance(int depth = 0) => random.Next(depth > 1 ? 8 : 14) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 or 3 or 4 => JsonNode.Parse(Of("0", "1", "2", "3", "-1", "5", "10", "0.5", "1.5", "-2.25")),
        5 or 6 or 7 => Of("", "a", "b", "ab", "abc", "5", "中b"),
        8 or 9 or 10 => List(random.Next(4), () => Instance(depth + 1)),
        _ => Members(["a", "ab", "b", "ba", "c", "x"], random.Next(4), () => Instance(depth + 1)),
    };

    private (string Keyword, JsonNode Value) Keyword(int depth)
    {
        Func<JsonNode?> sub = () => depth < 3 ? Schema(depth + 1) : random.Next(2) == 0;
        return random.Next(34) switch
        {
            0 or 1 or 2 or 3 => ("type", Of("null", "boolean", "integer", "number", "string", "array", "object")),
            4 => ("type", new JsonArray(Of("null", "integer", "string"), Of("boolean", "array", "object"))),
            5 => ("enum", List(3, () => Instance(1))),
            6 => ("const", Instance(1) ?? "a"),
            7 => ("minimum", JsonNode.Parse(Of("0", "1", "-1", "0.5"))!),
            8 => ("maximum", JsonNode.Parse(Of("3", "5", "1.5"))!),
            9 => ("exclusiveMinimum", JsonNode.Parse(Of("0", "1", "-2.25"))!),
            10 => ("exclusiveMaximum", JsonNode.Parse(Of("2", "5", "1.5"))!),
            11 => ("multipleOf", JsonNode.Parse(Of("2", "3", "0.5"))!),
            12 => ("minLength", random.Next(3)),
            13 => ("maxLength", random.Next(4)),
            14 => ("pattern", Of("^a", "b$", "[ab]c", "^[a-b]*$", "[0-9]")),
            15 => ("minItems", random.Next(3)),
            16 => ("maxItems", random.Next(4)),
            17 => ("prefixItems", List(random.Next(1, 3), sub)),
            18 => ("items", sub()!),
            19 => ("contains", sub()!),
            20 => (Of("minContains", "maxContains"), random.Next(3)),
            21 => ("maxProperties", random.Next(4)),
            22 => ("required", new JsonArray([.. keys.Where(_ => random.Next(3) == 0).Select(key => (JsonNode)key)])),
            23 or 24 or 25 => ("properties", Members(keys, random.Next(1, 4), sub)),
            26 => ("patternProperties", Members(["^a", "b$", "x"], 1, sub)),
            27 => ("additionalProperties", random.Next(2) == 0 ? false : sub()!),
            28 => ("propertyNames", JsonNode.Parse(Of("""{"maxLength":1}""", """{"pattern":"^[a-c]+$"}""", """{"enum":["a","b","x"]}"""))!),
            29 => (Of("dependentRequired", "dependentSchemas") is var keyword && keyword == "dependentSchemas" ? (keyword, Members(keys, 1, sub)) : (keyword, Members(keys, 1, () => new JsonArray(Of(keys))))),
            30 => (Of("allOf", "anyOf", "oneOf"), List(random.Next(1, 3), sub)),
            31 => (Of("anyOf", "oneOf"), List(random.Next(2, 4), sub)),
            32 => ("not", sub()!),
            _ => (Of("if", "then", "else"), sub()!),
        };
    }

    private string Of(params string[] choices) => choices[random.Next(choices.Length)];

    private static JsonArray List(int count, Func<JsonNode?> item) => [.. Enumerable.Range(0, count).Select(_ => item())];

    private JsonObject Members(string[] names, int count, Func<JsonNode?> value)
    {
        var chosen = names.OrderBy(_ => random.Next()).Take(count).Order(StringComparer.Ordinal).ToList();
        var members = new JsonObject();
        foreach (var name in chosen) members[name] = value();
        return members;
    }
}
