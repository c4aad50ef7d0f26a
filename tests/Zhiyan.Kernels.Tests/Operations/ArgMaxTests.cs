using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class ArgMaxTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        // Few different values, so that most lengths hold ties.
        var random = new Random(length);

        for (int round = 0; round < 50; round++)
        {
            var x = Enumerable.Range(0, length).Select(_ => (float)random.Next(-3, 0)).ToArray();
            Assert.Equal(ArgMax.Reference(x), ArgMax.Of(x));
        }
    }

    [Fact]
    public void Takes_the_lowest_index_of_a_tie_across_lanes()
    {
        var x = new float[100];
        x[41] = x[50] = x[33] = 1;

        Assert.Equal(33, ArgMax.Of(x));
    }

    [Fact]
    public void Passes_over_NaN_and_treats_both_zeros_alike()
    {
        Assert.Equal(1, ArgMax.Of([float.NaN, -5, float.NaN, -7]));
        Assert.Equal(0, ArgMax.Of([-0f, 0f]));
        Assert.Equal(0, ArgMax.Of([float.NegativeInfinity, float.NegativeInfinity]));
    }
}
