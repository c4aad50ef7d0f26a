using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class SoftmaxTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        var x = Samples.Normal(length, seed: length, deviation: 10);
        var expected = new float[length];
        Softmax.Reference(x, expected);

        Softmax.Apply(x, x);

        Samples.AssertClose(expected, x, 1e-6f);
        Assert.Equal(1, x.Sum(), 1e-5f);
    }

    [Fact]
    public void Gives_nothing_to_minus_infinity()
    {
        float[] output = new float[3];

        Softmax.Apply([5, float.NegativeInfinity, 5], output);

        Assert.Equal([0.5f, 0, 0.5f], output);
    }

    [Fact]
    public void Does_not_overflow()
    {
        float[] output = new float[2];

        Softmax.Apply([float.MaxValue, -float.MaxValue], output);

        Assert.Equal([1f, 0f], output);
    }
}
