using Zhiyan.Kernels.Operations;

namespace Zhiyan.Kernels.Tests.Operations;

public sealed class ScaleTests
{
    [Theory, InlineData(1), InlineData(7), InlineData(8), InlineData(33), InlineData(100)]
    public void Agrees_with_its_definition_at_every_length(int length)
    {
        var random = new Random(length);
        float[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        float[] y = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        float[] scaled = [.. x], added = [.. x];

        Scale.By(scaled, 0.3f);
        Scale.Add(added, y, 0.3f);

        Assert.Equal(x.Select(value => value * 0.3f), scaled);
        Assert.Equal(x.Zip(y, (value, addend) => MathF.FusedMultiplyAdd(addend, 0.3f, value)), added);
    }
}
