using System.Buffers.Binary;
using System.Text.Json;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// One mapped safetensors file (huggingface/safetensors, format description): u64 header length, JSON header, data. Shapes come out with the
/// contiguous dimension first, like GGUF's. Every length and offset is checked against the file.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long MaximumHeaderBytes = 100_000_000;    // the format's own limit
    private const int MaximumDimensions = 8;

    private readonly MappedFile file;
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> unread = new(StringComparer.Ordinal);

    public SafetensorsFile(string path)
    {
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: there is no such file.");
        if (new FileInfo(path).Length == 0) throw Broken(path, "the file is empty");
        file = new MappedFile(path);
        try
        {
            ReadHeader();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public long Length => file.Length;

    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Tensors of a known type that no operation here reads (integers, 8-bit floats): name to dtype.</summary>
    public IReadOnlyDictionary<string, string> Unread => unread;

    public void Dispose() => file.Dispose();

    private void ReadHeader()
    {
        if (file.Length < 8) throw Broken(file.Path, "the file is shorter than its 8-byte header length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, 8).Span(0, 8));
        if (length > (ulong)(file.Length - 8) || length > MaximumHeaderBytes)
            throw Broken(file.Path, $"the header claims {length:N0} bytes, but the file has {file.Length:N0} (and a header at most {MaximumHeaderBytes:N0})");
        var header = file.Slice(8, (long)length);
        var data = file.Slice(8 + (long)length, file.Length - 8 - (long)length);
        try
        {
            ReadEntries(header.Span(0, (int)length), data);
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{file.Path}: the header is not the JSON of a safetensors file ({error.Message}); fetch the file again.", error);
        }
    }

    private void ReadEntries(ReadOnlySpan<byte> header, MappedBytes data)
    {
        var stretches = new List<(string Name, long Start, long End)>();
        var reader = new Utf8JsonReader(header);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (name == "__metadata__")
            {
                reader.Skip();
                continue;
            }
            reader.Read();
            var entry = JsonSerializer.Deserialize<Entry>(ref reader, Options) ?? throw new JsonException($"'{name}' is null");
            stretches.Add((name, entry.Start, entry.End));
            Add(name, entry, data);
        }
        CheckApart(stretches);
    }

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, MaxDepth = 8 };

    private sealed record Entry(string? Dtype, long[]? Shape, long[]? DataOffsets)
    {
        public long Start => DataOffsets is { Length: 2 } ? DataOffsets[0] : -1;

        public long End => DataOffsets is { Length: 2 } ? DataOffsets[1] : -1;
    }

    private void Add(string name, Entry entry, MappedBytes data)
    {
        if (entry is not { Dtype: not null, Shape: not null } || entry.Start < 0 || entry.End < entry.Start)
            throw Broken(file.Path, $"tensor '{name}' lacks a dtype, a shape or sensible data_offsets");
        if (entry.End > data.Length)
            throw new ModelFormatException($"{file.Path}: tensor '{name}' ends at byte {entry.End:N0} of {data.Length:N0} of data; the download is cut short, fetch it again.");

        var bytesPerValue = BytesPerValue(entry.Dtype) ?? throw Broken(file.Path, $"tensor '{name}' has the unknown dtype '{entry.Dtype}'");
        if (entry.Shape.Length > MaximumDimensions || entry.Shape.Any(size => size < 0))
            throw Broken(file.Path, $"tensor '{name}' has no sensible shape");
        var bytes = entry.Shape.Aggregate((UInt128)bytesPerValue, (product, size) => product > long.MaxValue ? product : product * (ulong)size);
        if (bytes != (UInt128)(entry.End - entry.Start))
            throw Broken(file.Path, $"tensor '{name}' of shape [{string.Join(", ", entry.Shape)}] in {entry.Dtype} does not fill its {entry.End - entry.Start:N0} bytes");

        var type = TypeOf(entry.Dtype);
        var added = type is null
            ? unread.TryAdd(name, entry.Dtype)
            : tensors.TryAdd(name, new Tensor(name, type.Value, [.. entry.Shape.Reverse()], data.Slice(entry.Start, entry.End - entry.Start)));
        if (!added) throw Broken(file.Path, $"two tensors are called '{name}'");
    }

    private void CheckApart(List<(string Name, long Start, long End)> stretches)
    {
        (string Name, long End) last = ("", 0);
        foreach (var (name, start, end) in stretches.OrderBy(stretch => stretch.Start).ThenBy(stretch => stretch.End))
        {
            if (start < last.End) throw Broken(file.Path, $"the tensors '{last.Name}' and '{name}' share bytes");
            last = (name, end);
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw new JsonException($"expected {type}");
    }

    private static TensorType? TypeOf(string dtype) => dtype switch
    {
        "F32" => TensorType.F32,
        "F16" => TensorType.F16,
        "BF16" => TensorType.BF16,
        _ => null,
    };

    private static int? BytesPerValue(string dtype) => dtype switch
    {
        "F64" or "I64" or "U64" or "C64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        _ => null,
    };

    private static ModelFormatException Broken(string path, string what) => new($"{path}: {what}; the file is broken, fetch it again.");
}
