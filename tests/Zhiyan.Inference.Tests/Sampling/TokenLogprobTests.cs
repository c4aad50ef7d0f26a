using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class TokenLogprobTests
{
    [Fact]
    public void Agrees_with_the_logarithm_of_the_softmax_at_every_length()
    {
        var random = new Random(4);
        for (int length = 1; length < 70; length++)
        {
            float[] logits = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 30 - 15)];
            double total = logits.Sum(logit => Math.Exp(logit));
            var top = new TokenLogprob[Math.Min(5, length)];

            double chosen = TokenLogprob.Measure(logits, length / 3, top);

            Assert.Equal(Math.Log(Math.Exp(logits[length / 3]) / total), chosen, 1e-9);
            Assert.Equal(logits.Index().OrderByDescending(pair => pair.Item).Take(5).Select(pair => pair.Index), top.Select(entry => entry.Token));
            Assert.All(top, entry => Assert.Equal(Math.Log(Math.Exp(logits[entry.Token]) / total), entry.Logprob, 1e-9));
        }
    }

    [Fact]
    public void Lower_ids_come_first_in_a_tie_and_forbidden_tokens_last()
    {
        var top = new TokenLogprob[4];

        TokenLogprob.Measure([1, 2, float.NegativeInfinity, 2, 2], 0, top);
        var five = new TokenLogprob[5];
        TokenLogprob.Measure([1, 2, float.NegativeInfinity, 2, 2], 0, five);

        Assert.Equal([1, 3, 4, 0], top.Select(entry => entry.Token));
        Assert.Equal(new TokenLogprob(2, double.NegativeInfinity), five[4]);
    }

    [Fact]
    public void Allocates_nothing_and_ranks_no_more_than_twenty()
    {
        var logits = new float[100];
        TokenLogprob.Measure(logits, 0, []);

        long before = GC.GetAllocatedBytesForCurrentThread();
        TokenLogprob.Measure(logits, 0, []);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenLogprob.Measure(logits, 0, new TokenLogprob[21]));
    }
}
