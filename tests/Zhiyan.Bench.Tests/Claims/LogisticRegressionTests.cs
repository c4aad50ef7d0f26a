using Zhiyan.Bench.Claims;

namespace Zhiyan.Bench.Tests.Claims;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Finds_the_weights_that_made_the_labels()
    {
        var random = new Random(3);
        double[][] rows = [.. Enumerable.Range(0, 4_000).Select(_ => new[] { random.NextDouble() * 2 - 1, 5 + random.NextDouble() })];
        bool[] labels = [.. rows.Select(row => random.NextDouble() < LogisticRegression.Logistic(3 * row[0] - 2 * (row[1] - 5.5)))];

        var fitted = LogisticRegression.Fit(rows, labels, penalty: 0.01);

        Assert.Equal(3, fitted.Weights[0] / fitted.Deviations[0], 0.3);
        Assert.Equal(-2, fitted.Weights[1] / fitted.Deviations[1], 0.3);
    }

    [Fact]
    public void A_column_that_never_varies_weighs_nothing()
    {
        double[][] rows = [[1, 7], [2, 7], [3, 7], [4, 7]];

        var fitted = LogisticRegression.Fit(rows, [false, false, true, true], penalty: 1);

        Assert.Equal(0, fitted.Weights[1], 9);
        Assert.True(fitted.Score([4, 7]) > 0 && fitted.Score([1, 7]) < 0);
    }

    [Fact]
    public void Both_classes_weigh_the_same_where_one_is_rare()
    {
        double[][] rows = [.. Enumerable.Range(0, 100).Select(at => new[] { at % 2.0 })];

        var fitted = LogisticRegression.Fit(rows, [.. Enumerable.Range(0, 100).Select(at => at < 10)], penalty: 1);

        Assert.Equal(0.5, LogisticRegression.Logistic(fitted.Score([0.5])), 0.05);
    }

    [Fact]
    public void The_area_is_the_chance_that_the_supported_one_scores_higher()
    {
        Assert.Equal(5.5 / 6, ClaimFigures.AreaUnder([0.9, 0.5], [0.1, 0.5, 0.4]), 9);
        Assert.Equal(1, ClaimFigures.AreaUnder([0.9], [0.1]));
        Assert.Equal(0.5, ClaimFigures.AreaUnder([0.3], [0.3]));
    }
}
