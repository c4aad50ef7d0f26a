using System.Net;
using System.Net.Sockets;

namespace Zhiyan.Server.Providers;

/// <summary>
/// The HTTP client of all providers. A name is looked up once and the connection goes to the very addresses that were checked; no redirect is
/// followed and no proxy asked. Loopback is allowed, since Ollama and LM Studio listen there.
/// </summary>
internal sealed class ProviderConnections : IDisposable
{
    private static readonly TimeSpan connectTime = TimeSpan.FromSeconds(10);

    /// <summary>Where clouds tell machines about themselves, and what only reaches the nearest link.</summary>
    private static readonly IPNetwork[] forbidden =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("::/128"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"),
    ];

    private static readonly IPNetwork translated = IPNetwork.Parse("64:ff9b::/96");      // IPv4 behind NAT64

    public ProviderConnections() : this(Dns.GetHostAddressesAsync) { }

    internal ProviderConnections(Func<string, CancellationToken, Task<IPAddress[]>> lookUp) => Client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = connectTime,
        MaxConnectionsPerServer = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = (context, cancellation) => Connect(context.DnsEndPoint, lookUp, cancellation),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,     // who asks keeps the time
    };

    public HttpClient Client { get; }

    public static bool IsForbidden(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (translated.Contains(address)) address = new IPAddress(address.GetAddressBytes()[^4..]);
        return forbidden.Any(network => network.Contains(address));
    }

    public void Dispose() => Client.Dispose();

    private static async ValueTask<Stream> Connect(DnsEndPoint place, Func<string, CancellationToken, Task<IPAddress[]>> lookUp, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(place.Host, out var literal) ? [literal] : await lookUp(place.Host, cancellation);
        if (addresses.FirstOrDefault(IsForbidden) is { } refused) throw new ForbiddenAddressException(refused);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, place.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A provider's name leads to an address that no provider has.</summary>
internal sealed class ForbiddenAddressException(IPAddress address) : IOException($"{address} is an address that only this machine's surroundings have")
{
    public IPAddress Address => address;
}
