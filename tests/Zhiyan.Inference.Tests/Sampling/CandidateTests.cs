using Zhiyan.Inference.Sampling;

namespace Zhiyan.Inference.Tests.Sampling;

public sealed class CandidateTests
{
    [Theory]
    [InlineData("shuffled")]
    [InlineData("rising")]
    [InlineData("falling")]
    [InlineData("organ pipe")]
    [InlineData("few keys")]
    public void Selects_the_prefix_that_sorting_gives_at_every_length(string order)
    {
        var random = new Random(11);
        for (int length = 1; length < 400; length += 7)
        {
            var candidates = Enumerable.Range(0, length).Select(id => new Candidate(id, Key(order, id, length, random), random.Next(1, 10))).ToArray();
            double target = candidates.Sum(candidate => candidate.Weight) * random.NextDouble();
            var expected = Expected(candidates, target);

            int kept = Candidate.SelectPrefix(candidates, target);

            Assert.Equal(expected.Order(), candidates[..kept].Select(candidate => candidate.Id).Order());
        }
    }

    [Fact]
    public void One_stays_even_for_nothing_and_all_stay_for_more_than_there_is()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 100).Select(id => new Candidate(id, (id * 37) % 100, 1))];

        Assert.Equal(1, Candidate.SelectPrefix(candidates, 0));
        Assert.Equal(0, candidates[0].Key);
        Assert.Equal(100, Candidate.SelectPrefix(candidates, 1000));
    }

    private static double Key(string order, int id, int length, Random random) => order switch
    {
        "shuffled" => random.NextDouble(),
        "rising" => id,
        "falling" => -id,
        "organ pipe" => Math.Min(id, length - id),
        _ => random.Next(3),
    };

    private static List<int> Expected(Candidate[] candidates, double target)
    {
        var kept = new List<int>();
        double sum = 0;
        foreach (var candidate in candidates.OrderBy(candidate => candidate.Key).ThenBy(candidate => candidate.Id))
        {
            kept.Add(candidate.Id);
            if ((sum += candidate.Weight) >= target) break;
        }
        return kept;
    }
}
