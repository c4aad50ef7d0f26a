using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class ExponentialTests
{
    [Fact]
    public void Is_within_3e_7_of_its_definition_over_the_whole_range_of_normal_results()
    {
        double worst = 0;

        for (double x = -87.33; x < 88.72; x += 0.00037) worst = Math.Max(worst, RelativeError((float)x));
        for (float x = -1e-3f; x < 1e-3f; x += 1.7e-7f) worst = Math.Max(worst, RelativeError(x));

        Assert.InRange(worst, 0, 3e-7);
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-88f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Is_exact_at_its_edges(float x, float expected)
    {
        Assert.Equal(expected, At(x));
    }

    [Theory]
    [InlineData(88.8f)]
    [InlineData(1e30f)]
    [InlineData(float.PositiveInfinity)]
    public void Stays_at_the_largest_float_beyond_it(float x)
    {
        Assert.InRange(At(x), 3.402e38f, float.MaxValue);
    }

    [Fact]
    public void Gives_every_lane_the_same_value()
    {
        var x = Vector256.Create(-3.3f, 0.1f, 7, -80, 0, 55, -0.4f, 1);

        var together = Exponential.Of(x);

        for (int lane = 0; lane < 8; lane++) Assert.Equal(At(x[lane]), together[lane]);
    }

    private static float At(float x) => Exponential.Of(Vector256.Create(x))[5];

    private static double RelativeError(float x) => Math.Abs(At(x) / Exponential.Reference(x) - 1);
}
