using Zhiyan.Server.Security;

namespace Zhiyan.Server.Markdown;

/// <summary>The page in which HTML and SVG of a reply run: an origin of its own, no network, and nothing in it until the page around it sends the document.</summary>
internal static class CodeFrame
{
    public const string Path = "/frame";

    // A frame made of srcdoc or a blob would inherit the page's policy, and with it the page's network; this one has its own.
    // The page must say frame-src 'self': that, not this, keeps the frame from leaving for another host.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; " +
        "connect-src 'none'; form-action 'none'; base-uri 'none'; webrtc 'block'; frame-ancestors 'self'; sandbox allow-scripts";

    // Connections between peers know no policy in some browsers, so the frame goes without them.
    private const string Page =
        """
        <!doctype html>
        <meta charset="utf-8">
        <title>Frame</title>
        <script>
        for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"])
          Object.defineProperty(window, name, { value: undefined, writable: false, configurable: false });
        addEventListener("message", function take(message) {
          if (message.source !== parent || typeof message.data?.document !== "string") return;
          removeEventListener("message", take);
          document.open();
          document.write(message.data.document);
          document.close();
        });
        parent.postMessage("frame-ready", "*");
        </script>
        """;

    public static void MapCodeFrame(this IEndpointRouteBuilder routes) => routes.MapGet(Path, (HttpContext http) =>
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-DNS-Prefetch-Control"] = "off";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), display-capture=(), clipboard-read=(), usb=(), serial=(), hid=()";
        return Results.Content(Page, "text/html; charset=utf-8");
    }).WithMetadata(OpenToAll.Mark).AllowAnonymous().ExcludeFromDescription();
}
