using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Files;

/// <summary>
/// How much one person uploads: so many files in some minutes, and so few at once, since each is in memory while it comes. Limiters that have filled up
/// again are forgotten.
/// </summary>
internal static class UploadLimits
{
    public const string Policy = "uploads";

    /// <summary>Files that come at once from one person, and how many more each second.</summary>
    public const int Burst = 200;
    public const int PerSecond = 2;

    private const int AtOnce = 3;
    private const int Waiting = 100;

    public static void Add(RateLimiterOptions limiter) => limiter.AddPolicy(Policy, http => RateLimitPartition.GetConcurrencyLimiter(
        Key(http), _ => new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting }));

    /// <summary>For every request: no limit where it uploads nothing.</summary>
    public static PartitionedRateLimiter<HttpContext> Rate() => PartitionedRateLimiter.Create<HttpContext, string>(http =>
        http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName != Policy
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(Key(http), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = PerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));

    private static string Key(HttpContext http) => Visitor.Find(http)?.ToString() ?? Peer.Of(http);
}
