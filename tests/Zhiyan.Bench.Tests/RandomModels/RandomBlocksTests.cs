using Zhiyan.Bench.RandomModels;
using Zhiyan.Kernels.Quantization;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Bench.Tests.RandomModels;

public sealed class RandomBlocksTests
{
    private const int Values = 64 * 256;

    public static TheoryData<TensorType> Types() => [.. RandomBlocks.Supported];

    [Theory, MemberData(nameof(Types))]
    public void Have_the_mean_and_deviation_that_were_asked_for(TensorType type)
    {
        Assert.SkipUnless(Dequantizer.Supports(type), $"no dequantiser of {type} is built to look at it with");
        var (blocks, values) = (new byte[TensorLayout.Bytes(type, Values)], new float[Values]);

        RandomBlocks.Fill(type, blocks, deviation: 0.02, seed: 7);
        Dequantizer.Dequantize(type, blocks, values);

        Assert.InRange(values.Average(), -0.002, 0.002);
        Assert.InRange(Math.Sqrt(values.Average(value => (double)value * value)), 0.013, 0.027);      // MXFP4 scales in powers of two
    }

    [Theory, MemberData(nameof(Types))]
    public void Are_the_same_for_the_same_seed_alone(TensorType type)
    {
        var (first, again, other) = (new byte[TensorLayout.Bytes(type, 512)], new byte[TensorLayout.Bytes(type, 512)], new byte[TensorLayout.Bytes(type, 512)]);

        RandomBlocks.Fill(type, first, 0.02, seed: 1);
        RandomBlocks.Fill(type, again, 0.02, seed: 1);
        RandomBlocks.Fill(type, other, 0.02, seed: 2);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }
}
