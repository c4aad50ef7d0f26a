using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>A whole schema: finds every subschema, its address and its anchors, and resolves references. Nothing is fetched.</summary>
internal sealed class SchemaDocument
{
    private const int MostSubschemas = 20_000, MostDepth = 200;

    private static readonly string[] single =
        ["additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"];

    private static readonly string[] lists = ["allOf", "anyOf", "oneOf", "prefixItems"];

    private static readonly string[] maps = ["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"];

    private readonly JsonNode? json;
    private readonly Dictionary<string, Subschema> subschemas = [];
    private readonly Dictionary<string, SchemaResource> resources = [];
    private readonly List<(string Name, string Pointer)> dynamicAnchors = [];

    public SchemaDocument(JsonNode? json)
    {
        this.json = json;
        // The address of a document that has none; the name cannot be one on any network (RFC 2606).
        var resource = new SchemaResource(new Uri("https://schema.invalid/"), "");
        resources[resource.Address.AbsoluteUri] = resource;
        Root = Read(json, "", resource, 0);
    }

    public Subschema Root { get; }

    public Subschema At(string pointer) => subschemas[pointer];

    /// <summary>The subschema that <c>$ref</c> or <c>$dynamicRef</c> of <paramref name="from"/> names.</summary>
    public Subschema Resolve(Subschema from, string keyword)
    {
        var reference = from.Text(keyword)!;
        var hash = reference.IndexOf('#');
        var (address, fragment) = hash < 0 ? (reference, "") : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
        var resource = address == "" ? from.Resource
            : Uri.TryCreate(from.Resource.Address, address, out var absolute) && resources.TryGetValue(absolute.AbsoluteUri, out var known) ? known
            : throw from.Error(keyword, $"names '{reference}', which is not in the schema; nothing is fetched, so copy it into '$defs'");
        var target = fragment == "" ? resource.Pointer
            : fragment[0] == '/' ? resource.Pointer + fragment
            : resource.Anchors.GetValueOrDefault(fragment) ?? throw from.Error(keyword, $"names '{reference}', and there is no such anchor");
        if (keyword == "$dynamicRef" && dynamicAnchors.Contains((fragment, target)) && dynamicAnchors.Count(anchor => anchor.Name == fragment) > 1)
            throw from.Error(keyword, "has several targets, chosen while a value is read; that is not supported");
        return subschemas.GetValueOrDefault(target) ?? ReadAt(target, resource) ?? throw from.Error(keyword, $"names '{reference}', and there is no schema");
    }

    /// <summary>A reference may lead to a place that no keyword declares to be a schema.</summary>
    private Subschema? ReadAt(string pointer, SchemaResource resource)
    {
        var node = json;
        foreach (var token in pointer.Split('/').Skip(1).Select(token => token.Replace("~1", "/").Replace("~0", "~")))
        {
            node = node switch
            {
                JsonObject members => members[token],
                JsonArray items when int.TryParse(token, out var index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        }
        return node is JsonObject || node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? Read(node, pointer, resource, 0) : null;
    }

    private Subschema Read(JsonNode? node, string pointer, SchemaResource resource, int depth)
    {
        if (node is not JsonObject && node?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            throw new ConstraintException($"{(pointer == "" ? "the schema" : pointer)} must be a schema: an object, true or false.", pointer);
        if (depth > MostDepth) throw new ConstraintException($"{pointer} is more than {MostDepth} schemas deep.", pointer);
        if (subschemas.Count >= MostSubschemas) throw new ConstraintException($"the schema has more than {MostSubschemas:N0} parts.", pointer);
        if (Text(node, "$id") is { } id) resource = Identified(id, pointer, resource);
        var schema = subschemas[pointer] = new Subschema(this, node, pointer, resource);
        if (schema.Text("$anchor") is { } anchor) resource.Anchors[anchor] = pointer;
        if (schema.Text("$dynamicAnchor") is { } dynamicAnchor)
        {
            resource.Anchors[dynamicAnchor] = pointer;
            dynamicAnchors.Add((dynamicAnchor, pointer));
        }

        foreach (var keyword in single.Where(schema.Has))
        {
            if (keyword == "items" && schema.Json![keyword] is JsonArray) throw schema.Error(keyword, "must be one schema; for a list use 'prefixItems'");
            Read(schema.Json![keyword], $"{pointer}/{keyword}", resource, depth + 1);
        }
        foreach (var keyword in lists.Where(schema.Has))
        {
            if (schema.Json![keyword] is not JsonArray { Count: > 0 } items) throw schema.Error(keyword, "must be an array of schemas, not empty");
            foreach (var (index, item) in items.Index()) Read(item, $"{pointer}/{keyword}/{index}", resource, depth + 1);
        }
        foreach (var keyword in maps.Where(schema.Has))
        {
            if (schema.Json![keyword] is not JsonObject members) throw schema.Error(keyword, "must be an object of schemas");
            foreach (var (key, member) in members) Read(member, $"{pointer}/{keyword}/{Subschema.Escaped(key)}", resource, depth + 1);
        }
        return schema;
    }

    private SchemaResource Identified(string id, string pointer, SchemaResource outer)
    {
        if (id.TrimEnd('#').Contains('#') || !Uri.TryCreate(outer.Address, id.TrimEnd('#'), out var address))
            throw new ConstraintException($"'$id' at {pointer}/$id must be an address without a fragment.", $"{pointer}/$id");
        var resource = new SchemaResource(address, pointer);
        if (!resources.TryAdd(address.AbsoluteUri, resource))
            throw new ConstraintException($"'$id' at {pointer}/$id is the address of another part too.", $"{pointer}/$id");
        return resource;
    }

    private static string? Text(JsonNode? node, string keyword) =>
        node is JsonObject members && members[keyword] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
