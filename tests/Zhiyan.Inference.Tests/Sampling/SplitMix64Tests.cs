using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Gives_the_published_sequence_of_seed_1234567()
    {
        var random = new SplitMix64(1234567);

        ulong[] drawn = [.. Enumerable.Range(0, 5).Select(_ => random.Next())];

        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], drawn);
    }

    [Fact]
    public void Uniform_numbers_fill_the_unit_interval_evenly()
    {
        var random = new SplitMix64(0);
        var bins = new int[10];

        for (int i = 0; i < 10_000; i++) bins[(int)(random.NextUniform() * 10)]++;

        Assert.All(bins, count => Assert.InRange(count, 850, 1150));
    }
}
