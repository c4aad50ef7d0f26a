using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Tests.Indexing;

public sealed class VectorTableTests
{
    private const int Width = 48;

    [Fact]
    public void The_nearest_are_those_of_an_exact_comparison()
    {
        var vectors = Vectors(9_000);
        var table = Table(vectors);
        var question = vectors[4_321];

        var nearest = table.Nearest(question.Span, 20, _ => true);

        var exact = vectors.Select((vector, chunk) => (Chunk: chunk, Score: Dot(vector.Span, question.Span))).OrderByDescending(hit => hit.Score).Take(20).ToList();
        Assert.Equal(4_321, nearest[0].Chunk);
        Assert.True(nearest.Select(hit => hit.Chunk).Intersect(exact.Select(hit => hit.Chunk)).Count() >= 18);
        Assert.All(nearest, hit => Assert.Equal(Dot(vectors[hit.Chunk].Span, question.Span), hit.Score, 0.02));
    }

    [Fact]
    public void Only_what_is_wanted_is_found()
    {
        var vectors = Vectors(5_000);
        var table = Table(vectors);

        var nearest = table.Nearest(vectors[0].Span, 10, chunk => chunk % 7 == 3);

        Assert.Equal(10, nearest.Count);
        Assert.All(nearest, hit => Assert.Equal(3, hit.Chunk % 7));
    }

    [Fact]
    public void Vectors_of_another_model_are_refused()
    {
        var table = Table(Vectors(3));

        Assert.Throws<InvalidDataException>(() => table.Append(VectorTable.Pack([new float[Width + 1]]), 1));
    }

    private static VectorTable Table(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var table = new VectorTable();
        foreach (var batch in vectors.Chunk(1_000)) table.Append(VectorTable.Pack(batch), batch.Length);
        return table;
    }

    private static List<ReadOnlyMemory<float>> Vectors(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] vector = [.. Enumerable.Range(0, Width).Select(_ => random.NextSingle() - 0.5f)];
            float length = MathF.Sqrt(Dot(vector, vector));
            return (ReadOnlyMemory<float>)vector.Select(value => value / length).ToArray();
        })];
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int at = 0; at < a.Length; at++) sum += a[at] * b[at];
        return sum;
    }
}
