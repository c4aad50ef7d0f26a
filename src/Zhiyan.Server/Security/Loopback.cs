using System.Net;

namespace Zhiyan.Server.Security;

/// <summary>Tells addresses that only this machine can reach.</summary>
internal static class Loopback
{
    /// <summary>Plain http only: TLS is the work of a proxy in front.</summary>
    public static bool TryParse(string url, out BindingAddress? address)
    {
        try
        {
            address = BindingAddress.Parse(url);
            return address.Scheme == "http";
        }
        catch (FormatException)
        {
            address = null;
            return false;
        }
    }

    /// <summary>True for a URL that listens on loopback or a Unix socket; wildcards, names and other addresses are open to the network.</summary>
    public static bool Is(string url) => TryParse(url, out var address) && (address!.IsUnixPipe || IsHost(address.Host));

    /// <summary>True for the names a browser may have reached us by without asking a foreign name server.</summary>
    public static bool IsHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
