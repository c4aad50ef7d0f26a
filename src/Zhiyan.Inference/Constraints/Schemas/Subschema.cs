using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>A schema at its place in the document. Reads keywords; one of the wrong shape is refused with its name and place.</summary>
internal sealed class Subschema(SchemaDocument document, JsonNode? json, string pointer, SchemaResource resource)
{
    /// <summary>From the root of the document.</summary>
    public string Pointer => pointer;

    public SchemaResource Resource => resource;

    public JsonObject? Json => json as JsonObject;

    public IEnumerable<string> Keywords => Json?.Select(member => member.Key) ?? [];

    /// <summary><c>true</c> and <c>{}</c>, or <c>false</c>.</summary>
    public bool IsTrivially(bool value) => json is JsonObject { Count: 0 } ? value : json?.GetValueKind() == (value ? JsonValueKind.True : JsonValueKind.False);

    public bool Has(string keyword) => Json?.ContainsKey(keyword) ?? false;

    public ConstraintException Error(string keyword, string what) => new($"'{keyword}' at {pointer}/{Escaped(keyword)} {what}.", $"{pointer}/{Escaped(keyword)}");

    public string? Text(string keyword) =>
        !Has(keyword) ? null : Json![keyword] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Error(keyword, "must be a string");

    public PlainNumber? Number(string keyword)
    {
        if (!Has(keyword)) return null;
        if (Json![keyword] is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) throw Error(keyword, "must be a number");
        return Located(keyword, () => PlainNumber.Parse(value));
    }

    /// <summary>A whole number from 0; one that no reply can reach counts as the largest there is.</summary>
    public int? Count(string keyword)
    {
        if (Number(keyword) is not { } number) return null;
        if (!number.IsWhole || number.Digits.Sign < 0) throw Error(keyword, "must be a whole number from 0");
        return number.Digits > int.MaxValue ? int.MaxValue : (int)number.Digits;
    }

    public bool Flag(string keyword) =>
        Has(keyword) && (Json![keyword] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Error(keyword, "must be true or false"));

    public IReadOnlyList<JsonNode?> Values(string keyword) => Json![keyword] is JsonArray array ? [.. array] : throw Error(keyword, "must be an array");

    public IReadOnlyList<string> Names(string keyword) => Has(keyword) ? NamesOf(keyword, Json![keyword]) : [];

    /// <summary>The lists of names behind a keyword's keys.</summary>
    public IEnumerable<(string Key, IReadOnlyList<string> Names)> NameLists(string keyword) =>
        Members(keyword).Select(member => (member.Key, NamesOf(keyword, member.Value)));

    public Subschema? Child(string keyword) => Has(keyword) ? document.At($"{pointer}/{Escaped(keyword)}") : null;

    public IReadOnlyList<Subschema> ChildList(string keyword) =>
        !Has(keyword) ? [] : [.. Values(keyword).Index().Select(pair => document.At($"{pointer}/{Escaped(keyword)}/{pair.Index}"))];

    public IEnumerable<(string Key, Subschema Schema)> Children(string keyword) =>
        Members(keyword).Select(member => (member.Key, document.At($"{pointer}/{Escaped(keyword)}/{Escaped(member.Key)}")));

    /// <summary>Runs something that may be refused for a reason that lies in a keyword here.</summary>
    public T Located<T>(string keyword, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ConstraintException e) when (e.Path == "")
        {
            throw Error(keyword, $"cannot be honoured: {e.Message.TrimEnd('.')}");
        }
    }

    public static string Escaped(string token) => token.Replace("~", "~0").Replace("/", "~1");

    private JsonObject Members(string keyword) => !Has(keyword) ? [] : Json![keyword] as JsonObject ?? throw Error(keyword, "must be an object");

    private IReadOnlyList<string> NamesOf(string keyword, JsonNode? json)
    {
        if (json is not JsonArray array || array.Any(item => item?.GetValueKind() != JsonValueKind.String)) throw Error(keyword, "must hold arrays of strings");
        return [.. array.Select(item => item!.GetValue<string>()).Distinct()];
    }
}
