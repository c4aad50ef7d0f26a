using Zhiyan.Kernels.Vectors;

namespace Zhiyan.Kernels.Tests.Vectors;

public sealed class Int8DotTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(31), InlineData(32), InlineData(33), InlineData(384), InlineData(1000)]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        var random = new Random(length);
        var vector = Bytes(random, length);
        var rows = Bytes(random, 3 * length);
        var sums = new int[3];

        Int8Dot.Rows(vector, rows, sums);

        for (int row = 0; row < 3; row++) Assert.Equal(Int8Dot.Reference(vector, rows.AsSpan(row * length, length)), sums[row]);
    }

    [Fact]
    public void Holds_the_largest_products()
    {
        sbyte[] high = [.. Enumerable.Repeat((sbyte)127, 384)], low = [.. Enumerable.Repeat((sbyte)-127, 384)];
        var sums = new int[1];

        Int8Dot.Rows(high, low, sums);

        Assert.Equal(-127 * 127 * 384, sums[0]);
    }

    [Fact]
    public void A_quantised_vector_is_within_half_a_step()
    {
        var random = new Random(7);
        float[] vector = [.. Enumerable.Range(0, 100).Select(_ => random.NextSingle() - 0.5f)];
        var quants = new sbyte[100];

        float scale = Int8Vector.Quantize(vector, quants);

        Assert.All(vector.Zip(quants), pair => Assert.Equal(pair.First, pair.Second * scale, scale * 0.5001f));
    }

    [Fact]
    public void A_vector_that_says_nothing_has_no_scale()
    {
        var quants = new sbyte[3];

        Assert.Equal(0, Int8Vector.Quantize([0, 0, 0], quants));
        Assert.Equal(0, Int8Vector.Quantize([1, float.NaN, float.PositiveInfinity], quants));
    }

    private static sbyte[] Bytes(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (sbyte)random.Next(-127, 128))];
}
