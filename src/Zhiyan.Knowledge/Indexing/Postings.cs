using System.Runtime.CompilerServices;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// A term's chunks in one segment, in rising order. For each: how far it is from the one before (the first: from the segment's first chunk minus one), times two,
/// plus one where the term stands there once; else its count follows. Numbers are LEB128, 7 bits a byte.
/// </summary>
internal static class Postings
{
    /// <summary>A term that stands more often in one chunk counts as this often.</summary>
    public const int MostOccurrences = 255;

    public static void Append(List<byte> data, int gap, int occurrences)
    {
        Write(data, (uint)gap << 1 | (occurrences == 1 ? 1u : 0));
        if (occurrences > 1) Write(data, (uint)Math.Min(occurrences, MostOccurrences));
    }

    /// <summary>Puts a later segment's chunks after an earlier one's: only the first number of the later changes.</summary>
    /// <param name="last">The last chunk of the earlier, and <paramref name="shift"/> the later segment's first one, both counted from the earlier segment's first.</param>
    public static void Join(List<byte> earlier, int last, ReadOnlySpan<byte> later, int shift)
    {
        int at = 0;
        uint first = Read(later, ref at);
        int chunk = shift + (int)(first >> 1) - 1;
        Write(earlier, (uint)(chunk - last) << 1 | (first & 1));
        earlier.AddRange(later[at..]);
    }

    /// <summary>Adds a term's part of BM25 to the score of each chunk that has it.</summary>
    /// <param name="weights">By occurrences and coded length; see <see cref="LengthCode"/>.</param>
    public static void Accumulate(ReadOnlySpan<byte> data, ReadOnlySpan<byte> lengths, ReadOnlySpan<float> weights, Span<float> scores)
    {
        int chunk = -1;
        for (int at = 0; at < data.Length;)
        {
            uint number = Read(data, ref at);
            chunk += (int)(number >> 1);
            uint occurrences = (number & 1) != 0 ? 1 : Read(data, ref at);
            scores[chunk] += weights[(int)Math.Min(occurrences, TermWeights.Occurrences) * LengthCode.Codes + lengths[chunk]];
        }
    }

    /// <summary>Chunks and occurrences in a form for people and tests.</summary>
    public static IEnumerable<(int Chunk, int Occurrences)> Read(byte[] data)
    {
        int chunk = -1;
        for (int at = 0; at < data.Length;)
        {
            uint number = Read(data, ref at);
            chunk += (int)(number >> 1);
            yield return (chunk, (number & 1) != 0 ? 1 : (int)Read(data, ref at));
        }
    }

    private static void Write(List<byte> data, uint number)
    {
        for (; number >= 0x80; number >>= 7) data.Add((byte)(number | 0x80));
        data.Add((byte)number);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read(ReadOnlySpan<byte> data, ref int at)
    {
        uint number = data[at++];
        if (number < 0x80) return number;
        number &= 0x7f;
        for (int shift = 7; ; shift += 7)
        {
            uint next = data[at++];
            number |= (next & 0x7f) << shift;
            if (next < 0x80) return number;
        }
    }
}
