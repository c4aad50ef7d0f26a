using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetRegex = System.Text.RegularExpressions.Regex;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

/// <summary>What keywords of Draft 2020-12 mean, one sentence of the specification each: what the grammars are held to.</summary>
internal static class SchemaDefinition
{
    public static bool IsValid(JsonNode schema, JsonNode? instance) =>
        schema.GetValueKind() == JsonValueKind.True || (schema is JsonObject keywords && keywords.All(keyword => Holds(keywords, keyword.Key, keyword.Value!, instance)));

    private static bool Holds(JsonObject schema, string keyword, JsonNode value, JsonNode? instance) => keyword switch
    {
        "type" => value is JsonArray types ? types.Any(type => IsOfType(instance, (string)type!)) : IsOfType(instance, (string)value!),
        "enum" => value.AsArray().Any(constant => AreEqual(constant, instance)),
        "const" => AreEqual(value, instance),
        "minimum" => Number(instance) is not { } number || number >= Number(value),
        "maximum" => Number(instance) is not { } number || number <= Number(value),
        "exclusiveMinimum" => Number(instance) is not { } number || number > Number(value),
        "exclusiveMaximum" => Number(instance) is not { } number || number < Number(value),
        "multipleOf" => Number(instance) is not { } number || number % Number(value) == 0,
        "minLength" => Text(instance) is not { } text || text.EnumerateRunes().Count() >= (int)value,
        "maxLength" => Text(instance) is not { } text || text.EnumerateRunes().Count() <= (int)value,
        "pattern" => Text(instance) is not { } text || NetRegex.IsMatch(text, (string)value!),
        "minItems" => instance is not JsonArray items || items.Count >= (int)value,
        "maxItems" => instance is not JsonArray items || items.Count <= (int)value,
        "prefixItems" => instance is not JsonArray items || items.Zip(value.AsArray()).All(pair => IsValid(pair.Second!, pair.First)),
        "items" => instance is not JsonArray items || items.Skip((schema["prefixItems"] as JsonArray)?.Count ?? 0).All(item => IsValid(value, item)),
        "contains" => instance is not JsonArray items || items.Count(item => IsValid(value, item)) is var count
            && count >= ((int?)schema["minContains"] ?? 1) && count <= ((int?)schema["maxContains"] ?? int.MaxValue),
        "minProperties" => instance is not JsonObject members || members.Count >= (int)value,
        "maxProperties" => instance is not JsonObject members || members.Count <= (int)value,
        "required" => instance is not JsonObject members || value.AsArray().All(name => members.ContainsKey((string)name!)),
        "properties" => instance is not JsonObject members || value.AsObject().All(property => !members.ContainsKey(property.Key) || IsValid(property.Value!, members[property.Key])),
        "patternProperties" => instance is not JsonObject members
            || value.AsObject().All(property => members.Where(member => NetRegex.IsMatch(member.Key, property.Key)).All(member => IsValid(property.Value!, member.Value))),
        "additionalProperties" => instance is not JsonObject members || members.Where(member => IsAdditional(schema, member.Key)).All(member => IsValid(value, member.Value)),
        "propertyNames" => instance is not JsonObject members || members.All(member => IsValid(value, JsonValue.Create(member.Key))),
        "dependentRequired" => instance is not JsonObject members
            || value.AsObject().All(dependent => !members.ContainsKey(dependent.Key) || dependent.Value!.AsArray().All(name => members.ContainsKey((string)name!))),
        "dependentSchemas" => instance is not JsonObject members
            || value.AsObject().All(dependent => !members.ContainsKey(dependent.Key) || IsValid(dependent.Value!, instance)),
        "allOf" => value.AsArray().All(part => IsValid(part!, instance)),
        "anyOf" => value.AsArray().Any(part => IsValid(part!, instance)),
        "oneOf" => value.AsArray().Count(part => IsValid(part!, instance)) == 1,
        "not" => !IsValid(value, instance),
        "if" => schema[IsValid(value, instance) ? "then" : "else"] is not { } branch || IsValid(branch, instance),
        "then" or "else" or "minContains" or "maxContains" => true,
        _ => throw new NotSupportedException(keyword),
    };

    private static bool IsAdditional(JsonObject schema, string key) =>
        !(schema["properties"]?.AsObject().ContainsKey(key) ?? false)
        && !(schema["patternProperties"]?.AsObject().Any(property => NetRegex.IsMatch(key, property.Key)) ?? false);

    private static bool IsOfType(JsonNode? instance, string type) => type switch
    {
        "null" => instance is null,
        "boolean" => instance?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => Number(instance) is not null,
        "integer" => Number(instance) is { } number && number == decimal.Truncate(number),
        "string" => Text(instance) is not null,
        "array" => instance is JsonArray,
        _ => instance is JsonObject,
    };

    private static bool AreEqual(JsonNode? left, JsonNode? right) =>
        Number(left) is { } number && Number(right) is { } other ? number == other
        : left is JsonArray items && right is JsonArray others ? items.Count == others.Count && items.Zip(others).All(pair => AreEqual(pair.First, pair.Second))
        : left is JsonObject members && right is JsonObject rest
            ? members.Count == rest.Count && members.All(member => rest.ContainsKey(member.Key) && AreEqual(member.Value, rest[member.Key]))
        : JsonNode.DeepEquals(left, right);

    private static decimal? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number ? decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? (string?)node : null;
}
