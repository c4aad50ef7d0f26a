using System.Text.Json.Nodes;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Catalog;

/// <summary>
/// What a model's files say about themselves, whether or not this engine can run them. <paramref name="Format"/> is gguf or safetensors;
/// metadata values are text, numbers, booleans, arrays or JSON nodes.
/// </summary>
public sealed record ModelInspection(
    string Path, string Format, string? Name, string? Architecture, string? License, long Bytes,
    IReadOnlyList<KeyValuePair<string, object?>> Metadata, IReadOnlyList<TensorEntry> Tensors)
{
    public long Parameters => Tensors.Sum(tensor => tensor.Values);

    /// <summary>Reads the headers of a .gguf file or a folder of safetensors. Throws <see cref="ModelFormatException"/>.</summary>
    public static ModelInspection Read(string path) => Directory.Exists(path) ? ReadFolder(path) : ReadGguf(path);

    private static ModelInspection ReadGguf(string path)
    {
        using var file = GgufFile.Open(path);
        var keys = file.Metadata;
        return new ModelInspection(
            file.Path, "gguf", keys.String("general.name"), keys.String("general.architecture"), keys.String("general.license"), file.Length,
            [.. keys.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value))], [.. file.Tensors.Values.Select(Entry)]);
    }

    private static ModelInspection ReadFolder(string path)
    {
        using var folder = SafetensorsFolder.Open(path);
        var architecture = (folder.Config.Node("architectures") as JsonArray)?.FirstOrDefault()?.ToString();
        var tensors = folder.Tensors.Values.Select(Entry)
            .Concat(folder.Unread.Select(tensor => new TensorEntry(tensor.Key, tensor.Value, [], 0)));
        return new ModelInspection(
            path, "safetensors", null, architecture, null, folder.Length, [.. folder.Config.Values], [.. tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)]);
    }

    private static TensorEntry Entry(Tensor tensor) => new(tensor.Name, tensor.Type.ToString(), tensor.Shape, tensor.Data.Length);
}

/// <summary>A tensor's place in the files; the contiguous dimension comes first. One of a type that nothing here reads has no shape and no bytes.</summary>
public sealed record TensorEntry(string Name, string Type, IReadOnlyList<long> Shape, long Bytes)
{
    public long Values => Bytes == 0 ? 0 : Shape.Aggregate(1L, (product, size) => product * size);
}
