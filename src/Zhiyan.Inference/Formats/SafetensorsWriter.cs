using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Zhiyan.Inference.Formats;

/// <summary>
/// Writes a safetensors file (huggingface/safetensors, format description) of one F32 tensor row by row, so that it need not fit into memory. The
/// file appears whole under its name at <see cref="Commit"/>, or not at all.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    private readonly string path;
    private readonly string temporary;
    private readonly FileStream file;
    private long bytesLeft;

    /// <param name="shape">Outermost dimension first, as in PyTorch.</param>
    public SafetensorsWriter(string path, string name, params ReadOnlySpan<long> shape)
    {
        this.path = Path.GetFullPath(path);
        bytesLeft = sizeof(float);
        foreach (var size in shape) bytesLeft = checked(bytesLeft * size);
        temporary = $"{this.path}.{Guid.NewGuid():N}.part";       // in the same folder, so that the rename cannot become a copy
        file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        WriteHeader(name, shape);
    }

    /// <summary>Adds values in order, the innermost dimension fastest.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        var bytes = MemoryMarshal.AsBytes(values);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, bytesLeft, nameof(values));
        bytesLeft -= bytes.Length;
        if (BitConverter.IsLittleEndian)
        {
            file.Write(bytes);
            return;
        }
        Span<byte> swapped = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(swapped, value);
            file.Write(swapped);
        }
    }

    /// <summary>Gives the complete file its name, once its bytes are on the disk.</summary>
    public void Commit()
    {
        if (bytesLeft > 0) throw new InvalidOperationException($"{path}: {bytesLeft:N0} bytes of the tensor were not written.");
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(temporary, path, overwrite: true);
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(temporary);     // no error where Commit has moved it
    }

    private void WriteHeader(string name, ReadOnlySpan<long> shape)
    {
        var entry = new { dtype = "F32", shape = shape.ToArray(), data_offsets = (long[])[0, bytesLeft] };
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { [name] = entry });
        var padded = (json.Length + 7) / 8 * 8;                   // so that the data is aligned
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        file.Write(length);
        file.Write(json);
        for (var i = json.Length; i < padded; i++) file.WriteByte((byte)' ');
    }
}
