using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class LayerNormTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_at_every_length(int width)
    {
        var x = Samples.Normal(3 * width, seed: width, deviation: 4);
        var weight = Samples.Normal(width, seed: width + 1);
        var bias = Samples.Normal(width, seed: width + 2);
        var expected = new float[x.Length];
        LayerNorm.Reference(x, weight, bias, 1e-3f, expected);

        LayerNorm.Apply(x, weight, bias, 1e-3f, x);

        Samples.AssertClose(expected, x, 1e-5f);
    }

    [Fact]
    public void Keeps_its_digits_where_the_mean_is_far_from_zero()
    {
        var x = Samples.Normal(384, seed: 1).Select(value => value + 1_000).ToArray();
        var (weight, bias, expected) = (Enumerable.Repeat(1f, 384).ToArray(), new float[384], new float[384]);
        LayerNorm.Reference(x, weight, bias, 1e-12f, expected);

        LayerNorm.Apply(x, weight, bias, 1e-12f, x);

        Samples.AssertClose(expected, x, 2e-4f);        // the mean itself is known to 6e-5 only
    }

    [Fact]
    public void Norms_a_row_alone_as_it_does_among_others()
    {
        var x = Samples.Normal(5 * 100, seed: 1);
        var (weight, bias) = (Samples.Normal(100, seed: 2), Samples.Normal(100, seed: 3));
        var together = new float[x.Length];
        var alone = new float[100];

        LayerNorm.Apply(x, weight, bias, 1e-5f, together);
        LayerNorm.Apply(x.AsSpan(300, 100), weight, bias, 1e-5f, alone);

        Samples.AssertSameBits(together.AsSpan(300, 100), alone);
    }

    [Fact]
    public void Gives_the_bias_where_all_values_are_equal()
    {
        var bias = Samples.Normal(12, seed: 2);
        var output = new float[12];

        LayerNorm.Apply(Enumerable.Repeat(3f, 12).ToArray(), Samples.Normal(12, seed: 1), bias, 1e-12f, output);

        Assert.Equal(bias, output);
    }

    [Fact]
    public void Refuses_rows_that_the_weight_does_not_fit()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerNorm.Apply(new float[10], new float[4], new float[4], 1e-6f, new float[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerNorm.Apply(new float[8], new float[4], new float[3], 1e-6f, new float[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerNorm.Apply(new float[8], new float[4], new float[4], 1e-6f, new float[4]));
    }
}
