using System.Text.RegularExpressions;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// A GGUF v3 model, one file or a split set (<c>name-00001-of-0000N.gguf</c>), mapped into memory (ggml/docs/gguf.md). Hostile input: what is
/// wrong is told by <see cref="ModelFormatException"/>, and nothing is allocated beyond a small multiple of the file.
/// </summary>
public sealed partial class GgufFile : IDisposable
{
    private const uint Magic = 0x46554747;          // "GGUF"
    private const int MaximumDimensions = 4;
    private const long MaximumAlignment = 1 << 20;
    private const int MaximumShards = 10_000;

    private readonly List<MappedFile> files = [];
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    private GgufFile(string path) => Path = path;

    /// <summary>The file that was asked for: the first of a split set.</summary>
    public string Path { get; }

    /// <summary>The keys of the first file; the other parts of a split set repeat or lack them.</summary>
    public GgufMetadata Metadata { get; private set; } = null!;

    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Bytes on disk, all parts.</summary>
    public long Length => files.Sum(file => file.Length);

    /// <summary>Opens a file, and with it all parts of the split set it belongs to.</summary>
    public static GgufFile Open(string path)
    {
        var gguf = new GgufFile(FirstShard(path));
        try
        {
            gguf.Metadata = gguf.ReadPart(gguf.Path);
            foreach (var part in gguf.OtherShards()) gguf.ReadPart(part);
            return gguf;
        }
        catch
        {
            gguf.Dispose();
            throw;
        }
    }

    /// <summary>The keys of a file up to the first for which <paramref name="isEnd"/> holds; its tensors are neither read nor checked.</summary>
    public static GgufMetadata ReadHead(string path, Func<string, bool> isEnd)
    {
        using var gguf = new GgufFile(FirstShard(path));
        var (_, reader) = gguf.Begin(gguf.Path);
        reader.Count("the file", 24, "tensor");
        return new GgufMetadata(gguf.Path, ReadKeys(reader, reader.Count("the file", 13, "key"), isEnd));
    }

    /// <summary>The part number, how many parts, and the stem of a split file's name; null where the name is a plain one.</summary>
    public static (string Stem, int Part, int Parts)? SplitName(string path)
    {
        var match = ShardName().Match(path);
        return match.Success && int.TryParse(match.Groups[2].Value, out var part) && int.TryParse(match.Groups[3].Value, out var parts)
            ? (match.Groups[1].Value, part, parts)
            : null;
    }

    /// <summary>The path of a part of a split set.</summary>
    public static string ShardPath(string stem, int part, int parts) => $"{stem}-{part:D5}-of-{parts:D5}.gguf";

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }

    private static string FirstShard(string path) =>
        SplitName(path) is { Part: > 1 } name ? ShardPath(name.Stem, 1, name.Parts) : path;

    private IEnumerable<string> OtherShards()
    {
        var count = Metadata.Integer("split.count") ?? 1;
        if (count <= 1) yield break;
        if (count > MaximumShards)
            throw new ModelFormatException($"{Path}: split.count is {count:N0}, above the limit of {MaximumShards:N0}; the file is broken, fetch it again.");
        if (SplitName(Path) is not { } name || name.Parts != count)
            throw new ModelFormatException($"{Path}: the model is split into {count} files, so this one must be called like 'name-00001-of-{count:D5}.gguf'; give it back its name.");
        for (var part = 2; part <= name.Parts; part++) yield return ShardPath(name.Stem, part, name.Parts);
    }

    private GgufMetadata ReadPart(string path)
    {
        var (file, reader) = Begin(path);
        var tensorCount = reader.Count("the file", 24, "tensor");
        var keyCount = reader.Count("the file", 13, "key");
        var metadata = new GgufMetadata(path, ReadKeys(reader, keyCount, isEnd: _ => false));
        ReadTensors(file, reader, tensorCount, metadata);
        return metadata;
    }

    private (MappedFile File, GgufReader Reader) Begin(string path)
    {
        var file = Map(path);
        var reader = new GgufReader(file);
        if (file.Length < 24 || reader.UInt32() != Magic)
            throw new ModelFormatException($"{path}: this is no GGUF file (it does not start with 'GGUF'); check the path, or fetch the file again.");
        var version = reader.UInt32();
        if (version != 3)
            throw new ModelFormatException($"{path}: GGUF version {version} is not supported, only version 3; convert the model again.");
        return (file, reader);
    }

    private MappedFile Map(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelFormatException(SplitName(path) is { } name && path != Path
                ? $"{path}: part {name.Part} of {name.Parts} of the model is missing; put all parts in one folder."
                : $"{path}: there is no such file.");
        }
        if (new FileInfo(path).Length == 0)
            throw new ModelFormatException($"{path}: the file is empty; fetch it again.");
        var file = new MappedFile(path);
        files.Add(file);
        return file;
    }

    private static Dictionary<string, object> ReadKeys(GgufReader reader, int count, Func<string, bool> isEnd)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var key = reader.String($"the name of key {i}");
            if (isEnd(key)) break;
            var kind = (GgufValueKind)reader.UInt32();
            var value = kind == GgufValueKind.Array ? ReadArray(reader, key) : ReadValue(reader, key, kind);
            if (!values.TryAdd(key, value)) throw reader.Broken($"the key '{key}' is there twice");
        }
        return values;
    }

    private static object ReadValue(GgufReader reader, string key, GgufValueKind kind) => kind switch
    {
        GgufValueKind.UInt8 => (long)reader.Byte(),
        GgufValueKind.Int8 => (long)(sbyte)reader.Byte(),
        GgufValueKind.UInt16 => (long)reader.UInt16(),
        GgufValueKind.Int16 => (long)(short)reader.UInt16(),
        GgufValueKind.UInt32 => (long)reader.UInt32(),
        GgufValueKind.Int32 => (long)(int)reader.UInt32(),
        GgufValueKind.UInt64 or GgufValueKind.Int64 => (long)reader.UInt64(),
        GgufValueKind.Float32 => (double)reader.Float32(),
        GgufValueKind.Float64 => reader.Float64(),
        GgufValueKind.Boolean => reader.Byte() != 0,
        GgufValueKind.String => reader.String($"the key '{key}'"),
        GgufValueKind.Array => throw reader.Broken($"the key '{key}' is an array of arrays, which no model needs"),
        _ => throw reader.Broken($"the key '{key}' has the unknown type {(uint)kind}"),
    };

    private static object ReadArray(GgufReader reader, string key)
    {
        var kind = (GgufValueKind)reader.UInt32();
        var leastBytes = kind switch
        {
            GgufValueKind.UInt8 or GgufValueKind.Int8 or GgufValueKind.Boolean => 1,
            GgufValueKind.UInt16 or GgufValueKind.Int16 => 2,
            GgufValueKind.UInt32 or GgufValueKind.Int32 or GgufValueKind.Float32 => 4,
            _ => 8,
        };
        var count = reader.Count($"the key '{key}'", leastBytes, "element");
        return kind switch
        {
            GgufValueKind.String => Fill(count, () => reader.String($"the key '{key}'")),
            GgufValueKind.Float32 => Fill(count, reader.Float32),
            GgufValueKind.Float64 => Fill(count, () => (float)reader.Float64()),
            GgufValueKind.Boolean => Fill(count, () => reader.Byte() != 0),
            _ => Fill(count, () => (long)ReadValue(reader, key, kind)),
        };
    }

    private static T[] Fill<T>(int count, Func<T> read)
    {
        var values = new T[count];
        for (var i = 0; i < count; i++) values[i] = read();
        return values;
    }

    private void ReadTensors(MappedFile file, GgufReader reader, int count, GgufMetadata metadata)
    {
        var entries = new (string Name, TensorType Type, long[] Shape, long Offset, long Bytes)[count];
        for (var i = 0; i < count; i++) entries[i] = ReadTensorInfo(reader, i);

        var alignment = metadata.Integer("general.alignment") ?? 32;
        if (alignment < 1 || alignment > MaximumAlignment || !long.IsPow2(alignment))
            throw reader.Broken($"general.alignment is {alignment:N0}, which is no power of two up to {MaximumAlignment:N0}");
        var data = (reader.Position + alignment - 1) / alignment * alignment;

        foreach (var (name, type, shape, offset, bytes) in entries)
        {
            if (offset % alignment != 0)
                throw reader.Broken($"tensor '{name}' starts at byte {offset:N0}, which is no multiple of the alignment {alignment}");
            if (offset > file.Length - data || bytes > file.Length - data - offset)
                throw new ModelFormatException($"{file.Path}: tensor '{name}' ends at byte {(UInt128)data + (UInt128)offset + (UInt128)bytes:N0} of {file.Length:N0}; the download is cut short, fetch it again.");
            if (!tensors.TryAdd(name, new Tensor(name, type, shape, file.Slice(data + offset, bytes))))
                throw reader.Broken($"two tensors are called '{name}'");
        }
        CheckApart(reader, entries.Select(entry => (entry.Name, entry.Offset, entry.Bytes)));
    }

    private static (string Name, TensorType Type, long[] Shape, long Offset, long Bytes) ReadTensorInfo(GgufReader reader, int index)
    {
        var name = reader.String($"the name of tensor {index}");
        var rank = reader.UInt32();
        if (rank is 0 or > MaximumDimensions)
            throw reader.Broken($"tensor '{name}' has {rank} dimensions, not 1 to {MaximumDimensions}");
        var shape = new long[rank];
        UInt128 values = 1;
        for (var i = 0; i < rank; i++)
        {
            var size = reader.UInt64();
            values *= size;
            if (size == 0 || size > long.MaxValue || values > long.MaxValue)
                throw reader.Broken($"the dimensions of tensor '{name}' multiply to no sensible number of values");
            shape[i] = (long)size;
        }
        var type = (TensorType)reader.UInt32();
        var offset = reader.UInt64();
        if (!TensorLayout.IsDefined(type)) throw reader.Broken($"tensor '{name}' has the type id {(uint)type}, which does not exist");
        if (shape[0] % TensorLayout.BlockValues(type) != 0)
            throw reader.Broken($"the rows of tensor '{name}' hold {shape[0]:N0} values, which do not fill blocks of {TensorLayout.BlockValues(type)} ({type})");
        var bytes = values / (uint)TensorLayout.BlockValues(type) * (uint)TensorLayout.BlockBytes(type);
        if (offset > long.MaxValue || bytes > long.MaxValue) throw reader.Broken($"tensor '{name}' lies beyond the end of any file");
        return (name, type, shape, (long)offset, (long)bytes);
    }

    private static void CheckApart(GgufReader reader, IEnumerable<(string Name, long Offset, long Bytes)> stretches)
    {
        (string Name, long End) last = ("", 0);
        foreach (var (name, offset, bytes) in stretches.OrderBy(stretch => stretch.Offset))
        {
            if (offset < last.End) throw reader.Broken($"the tensors '{last.Name}' and '{name}' share bytes");
            last = (name, offset + bytes);
        }
    }

    [GeneratedRegex(@"^(.*)-(\d{5})-of-(\d{5})\.gguf$", RegexOptions.Singleline)]
    private static partial Regex ShardName();
}
