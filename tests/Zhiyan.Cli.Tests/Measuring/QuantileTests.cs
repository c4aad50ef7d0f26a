using Zhiyan.Cli.Measuring;

namespace Zhiyan.Cli.Tests.Measuring;

public sealed class QuantileTests
{
    /// <summary>The values numpy.percentile gives.</summary>
    [Theory]
    [InlineData(0.5, 2.5)]
    [InlineData(0.95, 3.85)]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    public void Lies_between_its_neighbours(double share, double expected) =>
        Assert.Equal(expected, Quantile.Of([4, 1, 3, 2], share), 12);

    [Fact]
    public void Of_nothing_is_no_number() => Assert.True(double.IsNaN(Quantile.Of([], 0.5)));
}
