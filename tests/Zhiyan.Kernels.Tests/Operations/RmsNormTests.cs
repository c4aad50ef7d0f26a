using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class RmsNormTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_at_every_length(int width)
    {
        var x = Samples.Normal(3 * width, seed: width, deviation: 4);
        var weight = Samples.Normal(width, seed: width + 1);
        var expected = new float[x.Length];
        RmsNorm.Reference(x, weight, 1e-6f, expected);

        RmsNorm.Apply(x, weight, 1e-6f, x);

        Samples.AssertClose(expected, x, 1e-6f);
    }

    [Fact]
    public void Norms_a_row_alone_as_it_does_among_others()
    {
        var x = Samples.Normal(5 * 100, seed: 1);
        var weight = Samples.Normal(100, seed: 2);
        var together = new float[x.Length];
        var alone = new float[100];

        RmsNorm.Apply(x, weight, 1e-5f, together);
        RmsNorm.Apply(x.AsSpan(300, 100), weight, 1e-5f, alone);

        Samples.AssertSameBits(together.AsSpan(300, 100), alone);
    }

    [Fact]
    public void Uses_epsilon_where_a_row_is_zero()
    {
        var output = Samples.Normal(12, seed: 1);

        RmsNorm.Apply(new float[12], Samples.Normal(12, seed: 2), 1e-6f, output);

        Assert.All(output, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Refuses_rows_that_the_weight_does_not_fit()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RmsNorm.Apply(new float[10], new float[4], 1e-6f, new float[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RmsNorm.Apply(new float[8], new float[4], 1e-6f, new float[4]));
    }
}
