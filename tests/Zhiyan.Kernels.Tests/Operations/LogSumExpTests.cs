using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class LogSumExpTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    [InlineData(151_936)]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        var x = Samples.Normal(length, seed: length, deviation: 3);

        double actual = LogSumExp.Of(x);

        Assert.Equal(LogSumExp.Reference(x), actual, 5e-7);
    }

    [Fact]
    public void Keeps_a_long_tail_beside_a_large_term()
    {
        var x = new float[1_000_001];
        x[77] = 20;

        double actual = LogSumExp.Of(x);

        Assert.Equal(Math.Log(Math.Exp(20) + 1e6), actual, 5e-7);
    }

    [Fact]
    public void Takes_infinities_for_what_they_are()
    {
        Assert.Equal(double.NegativeInfinity, LogSumExp.Of([float.NegativeInfinity, float.NegativeInfinity]));
        Assert.Equal(double.NegativeInfinity, LogSumExp.Of([]));
        Assert.Equal(2, LogSumExp.Of([float.NegativeInfinity, 2]), 1e-7);
        Assert.Equal(double.PositiveInfinity, LogSumExp.Of([1, float.PositiveInfinity]));
    }
}
