using Microsoft.Extensions.AI;

namespace Zhiyan.Server.Providers;

/// <summary>What a reply costs, in millionths of the currency's unit.</summary>
internal static class Cost
{
    private const long TokensOfPrice = 1_000_000;

    /// <summary>Rounded to the nearest millionth; null for a model without a price.</summary>
    public static long? Of(UsageDetails usage, TokenPrice? price)
    {
        if (price is null) return null;
        var input = usage.InputTokenCount ?? 0;
        var cached = Math.Min(usage.CachedInputTokenCount ?? 0, input);
        var total = (Int128)(input - cached) * price.Input + (Int128)cached * (price.CachedInput ?? price.Input) + (Int128)(usage.OutputTokenCount ?? 0) * price.Output;
        return (long)((total + TokensOfPrice / 2) / TokensOfPrice);
    }
}
