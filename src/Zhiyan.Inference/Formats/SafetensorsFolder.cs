using System.Text.Json.Nodes;

namespace Zhiyan.Inference.Formats;

/// <summary>A Hugging Face model folder: <c>config.json</c>, one <c>model.safetensors</c> or shards named by an index, and a tokenizer.</summary>
internal sealed class SafetensorsFolder : IDisposable
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> files = [];
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> unread = new(StringComparer.Ordinal);

    private SafetensorsFolder(string path, JsonFile config)
    {
        Path = path;
        Config = config;
    }

    public string Path { get; }

    public JsonFile Config { get; }

    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Tensors stored in a type that is not read: name to dtype.</summary>
    public IReadOnlyDictionary<string, string> Unread => unread;

    public long Length => files.Sum(file => file.Length);

    public static SafetensorsFolder Open(string path)
    {
        var folder = new SafetensorsFolder(path, JsonFile.Open(System.IO.Path.Combine(path, "config.json")));
        try
        {
            foreach (var file in folder.FileNames()) folder.Add(new SafetensorsFile(System.IO.Path.Combine(path, file)));
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder looks like a model of this form at all.</summary>
    public static bool Exists(string path) =>
        File.Exists(System.IO.Path.Combine(path, "config.json"))
        && (File.Exists(System.IO.Path.Combine(path, SingleFile)) || File.Exists(System.IO.Path.Combine(path, IndexFile)));

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }

    private IEnumerable<string> FileNames()
    {
        var index = System.IO.Path.Combine(Path, IndexFile);
        if (!File.Exists(index)) return [SingleFile];

        var map = JsonFile.Open(index).Node("weight_map") as JsonObject
            ?? throw new ModelFormatException($"{index}: 'weight_map' is missing; fetch the model again.");
        var names = map.Select(entry => entry.Value is JsonValue value && value.TryGetValue<string>(out var name)
            ? name
            : throw new ModelFormatException($"{index}: '{entry.Key}' names no file; fetch the model again.")).Distinct().ToList();
        foreach (var name in names)
        {
            if (System.IO.Path.GetFileName(name) != name || name is "" or "." or "..")
                throw new ModelFormatException($"{index}: the shard '{name}' lies outside the folder; a model may only name files beside its index.");
            if (!File.Exists(System.IO.Path.Combine(Path, name)))
                throw new ModelFormatException($"{index}: the shard '{name}' is not in the folder; fetch it too.");
        }
        return names;
    }

    private void Add(SafetensorsFile file)
    {
        files.Add(file);
        foreach (var (name, tensor) in file.Tensors)
            if (!tensors.TryAdd(name, tensor)) throw new ModelFormatException($"{Path}: the tensor '{name}' is in two shards; fetch the model again.");
        foreach (var (name, dtype) in file.Unread) unread[name] = dtype;
    }
}
