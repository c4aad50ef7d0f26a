using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>The last bytes of a file that holds a graph of vectors: of how many, and of which, and that every byte before is as it was written.</summary>
internal sealed class GraphSeal(byte[] seal, long graphBytes)
{
    private const int HashBytes = SHA256.HashSizeInBytes, CountAt = 8, VectorsAt = 12, GraphAt = VectorsAt + HashBytes, Bytes = GraphAt + HashBytes;

    /// <summary>Changes with what is in the file.</summary>
    private static ReadOnlySpan<byte> Mark => "zhgraph1"u8;

    /// <summary>Vectors that the graph covers, from the first.</summary>
    public int Count => BinaryPrimitives.ReadInt32LittleEndian(seal.AsSpan(CountAt));

    /// <summary>A file's seal; null where there is no file, or no seal at its end.</summary>
    public static GraphSeal? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = File.OpenRead(path);
        if (file.Length < Bytes) return null;
        var seal = new byte[Bytes];
        file.Seek(-Bytes, SeekOrigin.End);
        file.ReadExactly(seal);
        return seal.AsSpan().StartsWith(Mark) ? new GraphSeal(seal, file.Length - Bytes) : null;
    }

    /// <summary>Seals the graph that lies beside a path, and has it take the place of what is there: the one or the other is there, whatever happens.</summary>
    public static void Seal(string path, VectorTable vectors, int count)
    {
        var beside = path + ".new";
        var seal = new byte[Bytes];
        Mark.CopyTo(seal);
        BinaryPrimitives.WriteInt32LittleEndian(seal.AsSpan(CountAt), count);
        vectors.Fingerprint(count).CopyTo(seal, VectorsAt);
        using (var file = new FileStream(beside, FileMode.Open, FileAccess.ReadWrite))
        {
            SHA256.HashData(file).CopyTo(seal, GraphAt);
            file.Write(seal);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Whether the graph is of a table's first vectors, as they are there.</summary>
    public bool Covers(VectorTable vectors) => Count > 0 && Count <= vectors.Count && seal.AsSpan(VectorsAt, HashBytes).SequenceEqual(vectors.Fingerprint(Count));

    /// <summary>Whether the file's bytes are those that were sealed; reads them all.</summary>
    public bool IsWhole(string path)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long left = graphBytes; left > 0;)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) return false;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        return seal.AsSpan(GraphAt, HashBytes).SequenceEqual(hash.GetHashAndReset());
    }
}
