using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Tests.Indexing;

public sealed class PostingsTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        (int Chunk, int Occurrences)[] chunks = [(0, 1), (1, 3), (130, 1), (131, 200), (5_000_000, 2)];

        var data = Data(chunks, 0);

        Assert.Equal(chunks, Postings.Read(data));
    }

    [Theory]
    [InlineData(0), InlineData(7), InlineData(100_000)]
    public void Joined_segments_are_those_of_one(int shift)
    {
        (int Chunk, int Occurrences)[] earlier = shift == 0 ? [] : [(0, 2), (6, 1)], later = [(0, 1), (3, 5), (900, 1)];
        List<byte> joined = [.. Data(earlier, 0)];

        Postings.Join(joined, earlier is [.., var last] ? last.Chunk : -1, Data(later, 0), shift);

        Assert.Equal(earlier.Concat(later.Select(chunk => (chunk.Chunk + shift, chunk.Occurrences))), Postings.Read([.. joined]));
    }

    [Fact]
    public void Scores_are_those_of_the_formula()
    {
        var scores = new float[3];
        var weights = TermWeights.Of(weight: 1, chunks: 10, chunksWithTerm: 2, averageLength: 8);
        byte[] lengths = [LengthCode.Of(8), LengthCode.Of(8), LengthCode.Of(16)];

        Postings.Accumulate(Data([(0, 1), (2, 3)], 0), lengths, weights, scores);

        double rarity = Math.Log(1 + 8.5 / 2.5);
        Assert.Equal(rarity * 2.2 / (1 + 1.2), scores[0], 5);
        Assert.Equal(0, scores[1]);
        Assert.Equal(rarity * 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 2)), scores[2], 5);
    }

    [Fact]
    public void Lengths_are_kept_to_an_eighth()
    {
        for (int length = 0; length < 100_000; length++)
        {
            int kept = LengthCode.Value(LengthCode.Of(length));
            Assert.InRange(kept, length * 8 / 9.0 - 1e-9, length);
        }
    }

    private static byte[] Data(IEnumerable<(int Chunk, int Occurrences)> chunks, int first)
    {
        var data = new List<byte>();
        int last = first - 1;
        foreach (var (chunk, occurrences) in chunks)
        {
            Postings.Append(data, chunk - last, occurrences);
            last = chunk;
        }
        return [.. data];
    }
}
