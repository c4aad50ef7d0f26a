using Microsoft.Extensions.AI;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Tests.Providers;

public sealed class CostTests
{
    [Theory]
    [InlineData(1_000_000, 0, 0, 3_000_000)]
    [InlineData(1_000_000, 400_000, 0, 1_920_000)]
    [InlineData(0, 0, 2_000, 30_000)]
    [InlineData(1, 0, 0, 3)]
    [InlineData(10, 20, 0, 3)]
    public void Input_cached_input_and_output_have_their_prices(long input, long cached, long output, long cost)
    {
        var usage = new UsageDetails { InputTokenCount = input, CachedInputTokenCount = cached, OutputTokenCount = output };

        Assert.Equal(cost, Cost.Of(usage, new TokenPrice(Input: 3_000_000, Output: 15_000_000, CachedInput: 300_000)));
    }

    [Fact]
    public void Cached_input_costs_as_other_input_where_no_price_is_told() =>
        Assert.Equal(3, Cost.Of(new UsageDetails { InputTokenCount = 1, CachedInputTokenCount = 1 }, new TokenPrice(3_000_000, 0)));

    [Fact]
    public void Nothing_is_told_of_a_model_without_a_price() => Assert.Null(Cost.Of(new UsageDetails { InputTokenCount = 5 }, null));
}
