using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class TokenMaskTests
{
    [Theory, InlineData(1), InlineData(63), InlineData(64), InlineData(65), InlineData(300)]
    public void Lets_through_just_the_tokens_in_it(int vocabulary)
    {
        var random = new Random(vocabulary);
        float[] logits = [.. Enumerable.Range(0, vocabulary).Select(_ => random.NextSingle())];
        var mask = new ulong[TokenMask.Words(vocabulary)];
        foreach (var token in Enumerable.Range(0, vocabulary).Where(token => token == 0 || random.Next(3) == 0)) mask[token / 64] |= 1UL << token % 64;
        double[] scores = [.. logits];

        TokenMask.Forbid(scores, mask);

        for (var token = 0; token < vocabulary; token++)
            Assert.Equal((mask[token / 64] >> token % 64 & 1) != 0 ? logits[token] : double.NegativeInfinity, scores[token]);
        Assert.Equal(Array.IndexOf(scores, scores.Max()), TokenMask.Highest(logits, mask));
    }

    [Fact]
    public void Forbids_tokens_beyond_its_last_word()
    {
        double[] scores = [.. Enumerable.Repeat(1.0, 130)];

        TokenMask.Forbid(scores, [ulong.MaxValue]);

        Assert.Equal(64, scores.Count(double.IsFinite));
    }

    [Fact]
    public void Is_kept_by_every_way_of_sampling()
    {
        var random = new Random(1);
        float[] logits = [.. Enumerable.Range(0, 200).Select(_ => random.NextSingle() * 8)];
        ulong[] mask = [0, 0b1010, 0, 1];
        SamplingSettings[] ways = [new() { Temperature = 0 }, new() { Temperature = 0, RepetitionPenalty = 1.3f }, new(), new() { TopK = 3 }, new() { TopP = 0.5f, MinP = 0.1f }];

        foreach (var way in ways)
        {
            var sampler = new Sampler(way, logits.Length, seed: 3);
            for (var draw = 0; draw < 50; draw++) Assert.Contains(sampler.Sample(logits, [65], mask), (int[])[65, 67, 192]);
        }
    }
}
