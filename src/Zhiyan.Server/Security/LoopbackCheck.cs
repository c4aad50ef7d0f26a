using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>
/// Keeps foreign web pages from a server on loopback, which needs no key. A page whose host name is made to point at 127.0.0.1 (DNS rebinding)
/// still sends that name in Host, and a page of another site names itself in Origin.
/// </summary>
internal sealed class LoopbackCheck(RequestDelegate next, ServerSettings settings)
{
    private readonly bool isOn = settings.IsLoopbackOnly;

    public Task InvokeAsync(HttpContext http)
    {
        if (isOn)
        {
            RequireHost(http.Request.Host);
            RequireOrigin(http.Request);
        }
        return next(http);
    }

    /// <summary>What the browser itself begins, as a share from another app, comes from no page; a page of none (null) is told by Sec-Fetch-Site, which it cannot write.</summary>
    private static bool IsOfBrowser(HttpRequest request, string? origin) => origin == "null" && request.Headers["Sec-Fetch-Site"] == "none";

    /// <summary>Any port will do: behind a forwarded port it is not ours, and the attack stands or falls with the name.</summary>
    private static void RequireHost(HostString host)
    {
        if (!Loopback.IsHost(host.Host))
            throw new ApiException(ApiError.Forbidden($"Host is '{host}'; this server listens on loopback and answers to localhost, 127.0.0.1 and [::1] only.", "host_not_allowed"));
    }

    private void RequireOrigin(HttpRequest request)
    {
        foreach (var origin in request.Headers.Origin)
        {
            if (origin == $"{request.Scheme}://{request.Host}" || settings.AllowedOrigins.Contains(origin) || IsOfBrowser(request, origin)) continue;
            throw new ApiException(ApiError.Forbidden($"Origin is '{origin}'; pages of other sites may not use this server unless they are allowed by name.", "origin_not_allowed"));
        }
    }
}
