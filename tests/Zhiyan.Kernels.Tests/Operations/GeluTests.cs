using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class GeluTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        var x = Samples.Normal(length, seed: length, deviation: 3);
        var expected = new float[length];
        Gelu.Reference(x, expected);

        Gelu.Apply(x, x);

        Samples.AssertClose(expected, x, 3e-7f);
    }

    [Fact]
    public void Is_within_3e_7_of_its_definition_from_far_below_zero_to_far_above()
    {
        float[] x = [.. Enumerable.Range(0, 24_001).Select(step => (step - 12_000) / 1_000f)];
        var (expected, actual) = (new float[x.Length], new float[x.Length]);

        Gelu.Reference(x, expected);
        Gelu.Apply(x, actual);

        Samples.AssertClose(expected, actual, 3e-7f);
    }

    /// <summary>Values of Φ from the tables (Abramowitz and Stegun, 26.1).</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-1, 0.158655253931457)]
    [InlineData(2, 0.977249868051821)]
    [InlineData(-3.5, 2.32629079035525e-4)]
    [InlineData(-5, 2.86651571879194e-7)]
    public void Its_definition_is_that_of_the_tables(float x, double distribution)
    {
        var output = new float[1];

        Gelu.Reference([x], output);

        Assert.Equal((float)(x * distribution), output[0], Math.Abs(x * distribution) * 1e-6);
    }

    [Theory]
    [InlineData(-1e4f, 0f)]
    [InlineData(-30f, 0f)]
    [InlineData(30f, 30f)]
    [InlineData(1e30f, 1e30f)]
    public void Is_sound_far_from_zero(float x, float expected)
    {
        float[] output = [9];

        Gelu.Apply([x], output);

        Assert.Equal(expected, output[0], 1e-30f);
    }

    [Fact]
    public void Gives_an_element_the_same_value_wherever_it_lies()
    {
        var x = Samples.Normal(40, seed: 1);
        var whole = new float[40];
        Gelu.Apply(x, whole);

        for (int start = 1; start < 40; start++)
        {
            var part = new float[40 - start];
            Gelu.Apply(x.AsSpan(start), part);
            Samples.AssertSameBits(whole.AsSpan(start), part);
        }
    }
}
