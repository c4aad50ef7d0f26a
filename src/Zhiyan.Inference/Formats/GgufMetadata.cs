using System.Collections;
using System.Globalization;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// The key/value pairs of a GGUF file. Integers of every width come out as <see cref="long"/>, floats as <see cref="double"/>, arrays as
/// <c>string[]</c>, <c>long[]</c>, <c>float[]</c> or <c>bool[]</c>. A getter returns null for an absent key and throws for one of another type.
/// </summary>
public sealed class GgufMetadata : IEnumerable<KeyValuePair<string, object>>
{
    private readonly Dictionary<string, object> values;

    internal GgufMetadata(string path, Dictionary<string, object> values)
    {
        Path = path;
        this.values = values;
    }

    /// <summary>The file that the keys came from, for messages.</summary>
    public string Path { get; }

    public int Count => values.Count;

    public bool Contains(string key) => values.ContainsKey(key);

    public string? String(string key) => Get<string>(key, "a string");

    public bool? Boolean(string key) => values.ContainsKey(key) ? Get<object>(key, "") as bool? ?? throw Wrong(key, "true or false") : null;

    public long? Integer(string key) => values.ContainsKey(key) ? Get<object>(key, "") as long? ?? throw Wrong(key, "an integer") : null;

    public double? Number(string key) => values.TryGetValue(key, out var value)
        ? value switch { double number => number, long integer => integer, _ => throw Wrong(key, "a number") }
        : null;

    public string[]? Strings(string key) => Get<string[]>(key, "an array of strings");

    public float[]? Floats(string key) => Get<float[]>(key, "an array of floats");

    public long[]? Integers(string key) => Get<long[]>(key, "an array of integers");

    public string RequiredString(string key) => String(key) ?? throw Missing(key);

    public long RequiredInteger(string key) => Integer(key) ?? throw Missing(key);

    public double RequiredNumber(string key) => Number(key) ?? throw Missing(key);

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private T? Get<T>(string key, string wanted) where T : class =>
        values.TryGetValue(key, out var value) ? value as T ?? throw Wrong(key, wanted) : null;

    private ModelFormatException Missing(string key) =>
        new($"{Path}: the key '{key}' is missing; the file is not a complete model, convert or fetch it again.");

    private ModelFormatException Wrong(string key, string wanted) =>
        new($"{Path}: the key '{key}' should be {wanted}, but is {Kind(values[key])}; convert the model again.");

    private static string Kind(object value) => value switch
    {
        string => "a string",
        long number => string.Create(CultureInfo.InvariantCulture, $"the integer {number}"),
        double number => string.Create(CultureInfo.InvariantCulture, $"the number {number}"),
        bool flag => flag ? "true" : "false",
        _ => "an array",
    };
}
