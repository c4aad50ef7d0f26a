using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class SamplerTests
{
    public static TheoryData<SamplingSettings> Chains =>
    [
        new SamplingSettings { TopP = 0.9f },
        new SamplingSettings { TopP = 0.01f },
        new SamplingSettings { Temperature = 3, TopP = 0.999f },
        new SamplingSettings { TopK = 40 },
        new SamplingSettings { TopK = 3000, MinP = 0.001f },
        new SamplingSettings { Temperature = 0.7f, TopK = 20, TopP = 0.8f },
        new SamplingSettings { TypicalP = 0.5f },
        new SamplingSettings { TypicalP = 0.9f, TopP = 0.7f },
        new SamplingSettings { Temperature = 1.5f, TopK = 500, TypicalP = 0.6f, TopP = 0.9f, MinP = 0.05f },
    ];

    [Theory, MemberData(nameof(Chains))]
    public void Keeps_what_full_sorting_keeps_over_a_large_vocabulary(SamplingSettings settings)
    {
        var logits = Logits(20_011, seed: 5);
        var sampler = new Sampler(settings, logits.Length, seed: 1);

        var actual = new double[logits.Length];
        sampler.Distribution(logits, [], actual);

        var expected = ByFullSorting(logits, settings);
        Assert.Equal(expected.Count(p => p > 0), actual.Count(p => p > 0));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Lower_ids_stay_where_all_tokens_are_equal(int k)
    {
        var sampler = new Sampler(new SamplingSettings { TopK = k }, 10_000, seed: 1);

        var probabilities = new double[10_000];
        sampler.Distribution(new float[10_000], [], probabilities);

        Assert.All(probabilities[..k], p => Assert.Equal(1.0 / k, p, 1e-12));
        Assert.All(probabilities[k..], p => Assert.Equal(0, p));
    }

    [Fact]
    public void Draws_as_often_as_the_distribution_says()
    {
        const int draws = 40_000;
        var settings = new SamplingSettings { Temperature = 0.8f, TopK = 12, TopP = 0.95f };
        var logits = Logits(50, seed: 9);
        var sampler = new Sampler(settings, logits.Length, seed: 42);
        var probabilities = new double[logits.Length];
        sampler.Distribution(logits, [], probabilities);

        var counts = new int[logits.Length];
        for (int i = 0; i < draws; i++) counts[sampler.Sample(logits, [])]++;

        var kept = probabilities.Zip(counts, (p, count) => (Expected: draws * p, Drawn: count)).Where(token => token.Expected > 0);
        var chiSquare = kept.Sum(token => Math.Pow(token.Drawn - token.Expected, 2) / token.Expected);
        Assert.InRange(chiSquare, 0, 31.3);     // 11 degrees of freedom: passed by all but 1 in 1,000 fair seeds
        Assert.All(probabilities.Zip(counts), pair => Assert.True(pair.First > 0 || pair.Second == 0));
    }

    [Fact]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others()
    {
        var logits = Logits(1000, seed: 3);
        int[] Draw(ulong seed)
        {
            var sampler = new Sampler(new SamplingSettings(), logits.Length, seed);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Sample(logits, []))];
        }

        var first = Draw(7);

        Assert.Equal(first, Draw(7));
        Assert.NotEqual(first, Draw(8));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    public void Greedy_takes_the_lowest_id_of_a_tie_at_every_length(float temperature)
    {
        for (int length = 2; length < 70; length++)
        {
            var logits = new float[length];
            logits[length / 2] = logits[^1] = 3;

            Assert.Equal(length / 2, new Sampler(new SamplingSettings { Temperature = temperature }, length, seed: 0).Sample(logits, []));
        }
    }

    [Fact]
    public void A_token_allocates_nothing()
    {
        var logits = Logits(5000, seed: 2);
        int[] previous = [1, 2, 3, 2];
        Sampler[] samplers =
        [
            .. Chains.Select(row => new Sampler(row.Data, logits.Length, seed: 1)),
            new(new SamplingSettings { Temperature = 0 }, logits.Length, seed: 1),
            new(new SamplingSettings { RepetitionPenalty = 1.1f, LogitBias = new Dictionary<int, float> { [3] = 2 } }, logits.Length, seed: 1),
        ];
        foreach (var sampler in samplers) sampler.Sample(logits, previous);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var sampler in samplers) sampler.Sample(logits, previous);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(float.NaN, "forward pass")]
    [InlineData(float.PositiveInfinity, "forward pass")]
    [InlineData(float.NegativeInfinity, "forbidden")]
    public void Logits_that_name_no_token_are_an_error(float value, string reason)
    {
        var logits = new float[37];
        logits.AsSpan().Fill(float.NegativeInfinity);
        logits[20] = value;

        foreach (float temperature in (float[])[0, 1])
        {
            var sampler = new Sampler(new SamplingSettings { Temperature = temperature }, logits.Length, seed: 1);

            Assert.Contains(reason, Assert.Throws<InvalidOperationException>(() => sampler.Sample(logits, [])).Message);
        }
    }

    [Fact]
    public void Very_low_temperatures_neither_overflow_nor_lose_the_best_token()
    {
        var sampler = new Sampler(new SamplingSettings { Temperature = 1e-30f, TopP = 0.9f }, 40, seed: 1);
        var logits = Logits(40, seed: 6);

        int token = sampler.Sample(logits, []);

        Assert.Equal(Array.IndexOf(logits, logits.Max()), token);
    }

    [Fact]
    public void A_bias_outside_the_vocabulary_is_refused_by_name()
    {
        var settings = new SamplingSettings { LogitBias = new Dictionary<int, float> { [100] = 1 } };

        var error = Assert.Throws<ArgumentException>(() => new Sampler(settings, 100, seed: 0));

        Assert.Contains("token 100; the vocabulary ends at 99", error.Message);
    }

    /// <summary>Roughly normal with a few strong tokens, as a model's logits are.</summary>
    private static float[] Logits(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(Enumerable.Range(0, 4).Sum(_ => random.NextDouble()) * 4 + (random.Next(300) == 0 ? 6 : 0)))];
    }

    /// <summary>The definition, with everything sorted.</summary>
    private static double[] ByFullSorting(float[] logits, SamplingSettings settings)
    {
        double max = logits.Max();
        var left = logits.Select((logit, id) => (Id: id, Weight: Math.Exp((logit - max) / settings.Temperature))).ToList();
        if (settings.TopK > 0) left = [.. left.OrderByDescending(token => token.Weight).ThenBy(token => token.Id).Take(settings.TopK)];
        if (settings.TypicalP < 1)
        {
            double total = left.Sum(token => token.Weight);
            double entropy = left.Sum(token => -token.Weight / total * Math.Log(token.Weight / total));
            var sorted = left.OrderBy(token => Math.Abs(-Math.Log(token.Weight / total) - entropy)).ThenBy(token => token.Id);
            left = Prefix(sorted, settings.TypicalP * total);
        }
        if (settings.TopP < 1)
            left = Prefix(left.OrderByDescending(token => token.Weight).ThenBy(token => token.Id), settings.TopP * left.Sum(token => token.Weight));
        double heaviest = left.Max(token => token.Weight);
        left.RemoveAll(token => token.Weight < settings.MinP * heaviest);
        double sum = left.Sum(token => token.Weight);
        var probabilities = new double[logits.Length];
        foreach (var (id, weight) in left) probabilities[id] = weight / sum;
        return probabilities;
    }

    private static List<(int Id, double Weight)> Prefix(IEnumerable<(int Id, double Weight)> sorted, double target)
    {
        var kept = new List<(int Id, double Weight)>();
        double sum = 0;
        foreach (var token in sorted)
        {
            kept.Add(token);
            if ((sum += token.Weight) >= target) break;
        }
        return kept;
    }
}
