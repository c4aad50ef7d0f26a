using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.People;

/// <summary>
/// How often somebody may try a password, a code or a link: so many times from an address, and so many for a name wherever they come from.
/// Thread-safe.
/// </summary>
internal sealed class SignInLimits : IDisposable
{
    public const int ForName = 20;
    public const int ForAddress = 60;

    private static readonly TimeSpan window = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<string> names = Of(ForName);
    private readonly PartitionedRateLimiter<string> addresses = Of(ForAddress);

    /// <summary>False where it has been tried too often.</summary>
    public bool Allow(HttpContext http, string name)
    {
        using var byAddress = addresses.AttemptAcquire(Peer.Of(http));
        if (!byAddress.IsAcquired) return false;
        using var byName = names.AttemptAcquire(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToUpperInvariant()))));      // a name may be of any length
        return byName.IsAcquired;
    }

    public void Dispose()
    {
        names.Dispose();
        addresses.Dispose();
    }

    /// <summary>Limiters that have filled up again are forgotten, so that names that are made up do not pile up.</summary>
    private static PartitionedRateLimiter<string> Of(int tries) => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetSlidingWindowLimiter(
        key, _ => new SlidingWindowRateLimiterOptions { PermitLimit = tries, Window = window, SegmentsPerWindow = 5, QueueLimit = 0 }));
}
