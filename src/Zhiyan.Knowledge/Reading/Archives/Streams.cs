using System.Runtime.InteropServices;

namespace Zhiyan.Knowledge.Reading.Archives;

internal static class Streams
{
    /// <summary>Reads the bytes where they lie.</summary>
    public static MemoryStream Of(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(content.ToArray(), writable: false);
}
