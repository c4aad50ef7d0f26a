using System.Text;
using Microsoft.Win32.SafeHandles;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// Writes a GGUF v3 file (ggml/docs/gguf.md): first every key and the name, type and shape of every tensor, then the tensors' bytes, in any order
/// and from any thread, so that a model need not fit into memory. The file appears whole under its name at <see cref="Commit"/>, or not at all.
/// </summary>
public sealed class GgufWriter : IDisposable
{
    private const int Alignment = 32;       // what a reader assumes where the file does not say

    private readonly string path;
    private readonly string temporary;
    private readonly SafeFileHandle file;
    private readonly BinaryWriter keys = new(new MemoryStream());       // little endian on every machine
    private readonly HashSet<string> keyNames = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Place> tensors = new(StringComparer.Ordinal);
    private readonly Lazy<long> data;       // where the tensors begin; asking for it writes the header
    private long dataBytes, bytesLeft;

    public GgufWriter(string path)
    {
        this.path = Path.GetFullPath(path);
        temporary = $"{this.path}.{Guid.NewGuid():N}.part";       // in the same folder, so that the rename cannot become a copy
        file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        data = new Lazy<long>(WriteHeader);
    }

    public void Set(string key, string value) => Set(key, GgufValueKind.String, () => Put(value));

    public void Set(string key, bool value) => Set(key, GgufValueKind.Boolean, () => keys.Write(value));

    public void Set(string key, uint value) => Set(key, GgufValueKind.UInt32, () => keys.Write(value));

    public void Set(string key, long value) => Set(key, GgufValueKind.Int64, () => keys.Write(value));

    public void Set(string key, float value) => Set(key, GgufValueKind.Float32, () => keys.Write(value));

    public void Set(string key, IReadOnlyList<string> values) => SetArray(key, GgufValueKind.String, values, Put);

    public void Set(string key, IReadOnlyList<int> values) => SetArray(key, GgufValueKind.Int32, values, keys.Write);

    public void Set(string key, IReadOnlyList<float> values) => SetArray(key, GgufValueKind.Float32, values, keys.Write);

    /// <summary>Gives a tensor its place after those added before.</summary>
    /// <param name="shape">The contiguous dimension first, as in <see cref="Tensor.Shape"/>; its values must fill whole blocks.</param>
    public void Add(string name, TensorType type, params ReadOnlySpan<long> shape)
    {
        ThrowIfBegun();
        if (shape.Length is 0 or > 4) throw new ArgumentException($"the tensor '{name}' has {shape.Length} dimensions, not 1 to 4.", nameof(shape));
        if (shape[0] % TensorLayout.BlockValues(type) != 0)
            throw new ArgumentException($"the rows of '{name}' hold {shape[0]:N0} values, which do not fill blocks of {TensorLayout.BlockValues(type)} ({type}).", nameof(shape));
        var values = 1L;
        foreach (var size in shape) values = checked(values * size);
        var place = new Place(type, shape.ToArray(), dataBytes, TensorLayout.Bytes(type, values));
        if (!tensors.TryAdd(name, place)) throw new ArgumentException($"there is a tensor '{name}' already.", nameof(name));
        dataBytes = Aligned(place.Offset + place.Bytes);
        bytesLeft += place.Bytes;
    }

    /// <summary>
    /// Writes bytes of a tensor from its byte <paramref name="at"/> on. From the first call on, no key and no tensor can be added. Thread-safe;
    /// every byte is to be written once.
    /// </summary>
    public void Write(string name, long at, ReadOnlySpan<byte> bytes)
    {
        if (!tensors.TryGetValue(name, out var place)) throw new ArgumentException($"no tensor '{name}' was added.", nameof(name));
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, place.Bytes - at, nameof(bytes));
        RandomAccess.Write(file, bytes, data.Value + place.Offset + at);
        Interlocked.Add(ref bytesLeft, -bytes.Length);
    }

    /// <summary>Gives the complete file its name, once its bytes are on the disk.</summary>
    public void Commit()
    {
        if (Interlocked.Read(ref bytesLeft) != 0) throw new InvalidOperationException($"{path}: {bytesLeft:N0} bytes of the tensors are still to be written.");
        RandomAccess.SetLength(file, data.Value + dataBytes);       // the last tensor is padded like the others
        RandomAccess.FlushToDisk(file);
        file.Dispose();
        File.Move(temporary, path, overwrite: true);
    }

    public void Dispose()
    {
        file.Dispose();
        keys.Dispose();
        File.Delete(temporary);     // no error where Commit has moved it
    }

    private void Set(string key, GgufValueKind kind, Action writeValue)
    {
        ThrowIfBegun();
        if (!keyNames.Add(key)) throw new ArgumentException($"the key '{key}' is set already.", nameof(key));
        Put(key);
        keys.Write((uint)kind);
        writeValue();
    }

    private void SetArray<T>(string key, GgufValueKind kind, IReadOnlyList<T> values, Action<T> write) => Set(key, GgufValueKind.Array, () =>
    {
        keys.Write((uint)kind);
        keys.Write((ulong)values.Count);
        foreach (var value in values) write(value);
    });

    private void Put(string text) => Put(keys, text);

    private static void Put(BinaryWriter to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        to.Write((ulong)bytes.Length);
        to.Write(bytes);
    }

    /// <summary>Returns where the data begins.</summary>
    private long WriteHeader()
    {
        using var header = new BinaryWriter(new MemoryStream());
        header.Write("GGUF"u8);
        header.Write(3u);
        header.Write((ulong)tensors.Count);
        header.Write((ulong)keyNames.Count);
        header.Write(Bytes(keys));
        foreach (var (name, place) in tensors)
        {
            Put(header, name);
            header.Write((uint)place.Shape.Length);
            foreach (var size in place.Shape) header.Write((ulong)size);
            header.Write((uint)place.Type);
            header.Write((ulong)place.Offset);
        }
        RandomAccess.Write(file, Bytes(header), 0);
        return Aligned(header.BaseStream.Length);
    }

    private static ReadOnlySpan<byte> Bytes(BinaryWriter writer) =>
        ((MemoryStream)writer.BaseStream).GetBuffer().AsSpan(0, checked((int)writer.BaseStream.Length));

    private static long Aligned(long offset) => (offset + Alignment - 1) / Alignment * Alignment;

    private void ThrowIfBegun()
    {
        if (data.IsValueCreated) throw new InvalidOperationException($"{path}: the header is written already; keys and tensors come before the first bytes.");
    }

    private sealed record Place(TensorType Type, long[] Shape, long Offset, long Bytes);
}
