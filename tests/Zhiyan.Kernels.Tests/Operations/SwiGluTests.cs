using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class SwiGluTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        var gate = Samples.Normal(length, seed: length, deviation: 5);
        var up = Samples.Normal(length, seed: length + 1);
        var expected = new float[length];
        SwiGlu.Reference(gate, up, expected);

        SwiGlu.Apply(gate, up, gate);

        Samples.AssertClose(expected, gate, 1e-6f);
    }

    [Theory]
    [InlineData(-1000f, 0f)]
    [InlineData(-90f, 0f)]
    [InlineData(0f, 0f)]
    [InlineData(1000f, 1000f)]
    public void Is_sound_far_from_zero(float gate, float expected)
    {
        float[] output = [9];

        SwiGlu.Apply([gate], [1], output);

        Assert.Equal(expected, output[0], 1e-30f);
    }

    [Fact]
    public void Gives_an_element_the_same_value_wherever_it_lies()
    {
        var gate = Samples.Normal(40, seed: 1);
        var up = Samples.Normal(40, seed: 2);
        var whole = new float[40];
        SwiGlu.Apply(gate, up, whole);

        for (int start = 1; start < 40; start++)
        {
            var part = new float[40 - start];
            SwiGlu.Apply(gate.AsSpan(start), up.AsSpan(start), part);
            Samples.AssertSameBits(whole.AsSpan(start), part);
        }
    }
}
