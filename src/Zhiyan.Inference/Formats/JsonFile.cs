using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Formats;

/// <summary>A JSON object in a model folder, with getters that name the file and the key when something is wrong.</summary>
internal sealed class JsonFile
{
    private const long MaximumBytes = 64 << 20;

    private readonly string where;
    private readonly JsonObject values;

    private JsonFile(string where, JsonObject values)
    {
        this.where = where;
        this.values = values;
    }

    public static JsonFile Open(string path) => new(path, Read(path) as JsonObject ?? throw Invalid(path, "it is no object"));

    /// <summary>A file that holds a list.</summary>
    public static JsonArray OpenList(string path) => Read(path) as JsonArray ?? throw Invalid(path, "it is no list");

    private static JsonNode? Read(string path)
    {
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: there is no such file; a model folder needs it.");
        if (new FileInfo(path).Length > MaximumBytes) throw new ModelFormatException($"{path}: the file is larger than {MaximumBytes >> 20} MB, which no such file is; fetch it again.");
        try
        {
            using var stream = File.OpenRead(path);
            return JsonNode.Parse(stream);
        }
        catch (JsonException error)
        {
            throw Invalid(path, error.Message);
        }
    }

    private static ModelFormatException Invalid(string path, string reason) => new($"{path}: this is not valid JSON ({reason}); fetch it again.");

    /// <summary>The file, or null where there is none.</summary>
    public static JsonFile? TryOpen(string path) => File.Exists(path) ? Open(path) : null;

    public IEnumerable<KeyValuePair<string, object?>> Values => values.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value));

    /// <summary>Whether the key is there, be it with the value null.</summary>
    public bool Contains(string key) => values.ContainsKey(key);

    /// <summary>Whether the key is there with a value.</summary>
    public bool Has(string key) => values[key] is not null;

    public JsonNode? Node(string key) => values[key];

    /// <summary>A nested object; null where it is absent or null.</summary>
    public JsonFile? Object(string key) => values[key] switch
    {
        null => null,
        JsonObject nested => new JsonFile($"{where}: '{key}'", nested),
        _ => throw Wrong(key, "an object"),
    };

    public string? String(string key) => Value<string>(key, "a string");

    public bool? Boolean(string key) => Value<bool?>(key, "true or false");

    public double? Number(string key) => Value<double?>(key, "a number");

    public int? Integer(string key) => Value<int?>(key, "an integer");

    public string[]? Strings(string key) => Array(key, "a list of strings", node => node!.GetValue<string>());

    /// <summary>One integer or a list of them, as token ids are written.</summary>
    public int[]? Integers(string key) => values[key] is JsonArray
        ? Array(key, "a list of integers", node => node!.GetValue<int>())
        : Integer(key) is { } single ? [single] : null;

    public int RequiredInteger(string key) => Integer(key) ?? throw Missing(key);

    public ModelFormatException Wrong(string key, string wanted) => new($"{where}: '{key}' should be {wanted}; correct it or fetch the model again.");

    private ModelFormatException Missing(string key) => new($"{where}: '{key}' is missing; fetch the model again.");

    private T? Value<T>(string key, string wanted)
    {
        if (values[key] is not { } node) return default;
        return node is JsonValue value && value.TryGetValue<T>(out var result) ? result : throw Wrong(key, wanted);
    }

    private T[]? Array<T>(string key, string wanted, Func<JsonNode?, T> read)
    {
        if (values[key] is not { } node) return null;
        try
        {
            return [.. (node as JsonArray ?? throw Wrong(key, wanted)).Select(read)];
        }
        catch (Exception error) when (error is InvalidOperationException or NullReferenceException or FormatException)
        {
            throw Wrong(key, wanted);
        }
    }
}
