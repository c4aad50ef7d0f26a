using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Zhiyan.Kernels.Vectors;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>The vectors of an index's first chunks, in signed bytes: chunks get theirs in their order, so how many there are tells which are missing. One thread appends, many scan.</summary>
internal sealed class VectorTable
{
    /// <summary>Vectors of a block in memory.</summary>
    private const int BlockRows = 4096;

    private Block[] blocks = [];     // replaced when it grows, so that a scan keeps the one it began with
    private int dimensions;
    private volatile int count;

    /// <summary>Chunks that have a vector.</summary>
    public int Count => count;

    /// <summary>Numbers of a vector; 0 while there is none.</summary>
    public int Dimensions => dimensions;

    /// <summary>The stored form: for each vector its scale, then its bytes.</summary>
    public static byte[] Pack(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        int width = vectors.Count == 0 ? 0 : vectors[0].Length;
        var packed = new byte[vectors.Count * (sizeof(float) + width)];
        for (int row = 0; row < vectors.Count; row++)
        {
            var place = packed.AsSpan(row * (sizeof(float) + width), sizeof(float) + width);
            float scale = Int8Vector.Quantize(vectors[row].Span, MemoryMarshal.Cast<byte, sbyte>(place[sizeof(float)..]));
            MemoryMarshal.Write(place, scale);
        }
        return packed;
    }

    public void Append(byte[] packed, int added)
    {
        if (added == 0) return;
        int width = packed.Length / added - sizeof(float);
        if (dimensions == 0) dimensions = width;
        if (width != dimensions) throw new InvalidDataException($"the index holds vectors of {dimensions} numbers and of {width}; make it anew.");
        for (int row = 0; row < added; row++)
        {
            if (count % BlockRows == 0) Volatile.Write(ref blocks, [.. blocks, new Block(new sbyte[BlockRows * width], new float[BlockRows])]);
            var (quants, scales) = blocks[^1];
            var place = packed.AsSpan(row * (sizeof(float) + width), sizeof(float) + width);
            scales[count % BlockRows] = MemoryMarshal.Read<float>(place);
            MemoryMarshal.Cast<byte, sbyte>(place[sizeof(float)..]).CopyTo(quants.AsSpan(count % BlockRows * width, width));
            count++;
        }
    }

    /// <summary>The nearest chunks to a vector of length 1 by cosine, exactly but for the rounding to bytes.</summary>
    /// <param name="from">Chunks before this one are passed over, by whole blocks: some of them may be found.</param>
    public IReadOnlyList<Scored> Nearest(ReadOnlySpan<float> vector, int most, Func<int, bool> isWanted, int from = 0)
    {
        int rowsInAll = count;
        if (rowsInAll <= from || vector.Length != dimensions) return [];
        var scanned = Volatile.Read(ref blocks);
        var quants = new sbyte[dimensions];
        float scale = Int8Vector.Quantize(vector, quants);
        int used = (rowsInAll + BlockRows - 1) / BlockRows;
        var best = new TopScores[used];
        int firstBlock = from / BlockRows;
        Parallel.For(firstBlock, used, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, 8) }, number =>
        {
            int rows = Math.Min(BlockRows, rowsInAll - number * BlockRows);
            var sums = new int[rows];
            Int8Dot.Rows(quants, scanned[number].Quants.AsSpan(0, rows * dimensions), sums);
            var top = new TopScores(most);
            for (int row = 0; row < rows; row++)
            {
                float score = sums[row] * scale * scanned[number].Scales[row];
                if (score > top.Least && isWanted(number * BlockRows + row)) top.Add(number * BlockRows + row, score);
            }
            best[number] = top;
        });
        var all = new TopScores(most);
        foreach (var top in best.AsSpan(firstBlock))
            foreach (var (chunk, score) in top.Descending()) all.Add(chunk, score);
        return all.Descending();
    }

    /// <summary>The cosine of a chunk's vector with another of length 1.</summary>
    public float Cosine(int chunk, ReadOnlySpan<float> vector)
    {
        if (chunk >= count || vector.Length != dimensions) return 0;
        var row = Quants(chunk);
        float sum = 0;
        for (int at = 0; at < dimensions; at++) sum += row[at] * vector[at];
        return sum * blocks[chunk / BlockRows].Scales[chunk % BlockRows];
    }

    /// <summary>A chunk's vector in signed bytes, without its scale.</summary>
    public ReadOnlySpan<sbyte> Quants(int chunk) => blocks[chunk / BlockRows].Quants.AsSpan(chunk % BlockRows * dimensions, dimensions);

    /// <summary>SHA-256 of the first vectors.</summary>
    public byte[] Fingerprint(int vectors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int first = 0; first < vectors; first += BlockRows)
        {
            int rows = Math.Min(BlockRows, vectors - first);
            var (quants, scales) = blocks[first / BlockRows];
            hash.AppendData(MemoryMarshal.AsBytes(quants.AsSpan(0, rows * dimensions)));
            hash.AppendData(MemoryMarshal.AsBytes(scales.AsSpan(0, rows)));
        }
        return hash.GetHashAndReset();
    }

    private sealed record Block(sbyte[] Quants, float[] Scales);
}
