using System.Net;
using System.Net.Sockets;

namespace Zhiyan.Server.Security;

/// <summary>Where a request comes from, as far as limits go.</summary>
internal static class Peer
{
    private const int NetworkBits = 64;

    /// <summary>Whoever has one address of IPv6 has its whole /64, so those count as one.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBits / 8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
