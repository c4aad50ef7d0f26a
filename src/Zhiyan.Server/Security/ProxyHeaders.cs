using Microsoft.AspNetCore.HttpOverrides;

namespace Zhiyan.Server.Security;

/// <summary>Takes a client's address and scheme from the reverse proxies that are known, so that limits, sessions and cookies are about the client.</summary>
internal static class ProxyHeaders
{
    public static void UseProxyHeaders(this WebApplication app, ServerSettings settings)
    {
        if (settings.Proxies is null) return;
        // Loopback is among the known networks by itself. No limit: what unknown proxies say is never gone through to.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        foreach (var proxy in settings.Proxies)
            if (ServerSettings.TryParseProxy(proxy, out var network)) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
