using System.Text.Encodings.Web;
using System.Text.Unicode;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Welcome;

/// <summary>GET /: what this is and how to talk to it, for whoever opens the address in a browser.</summary>
internal static class WelcomePage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly HtmlEncoder html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly Lazy<string> page = new(Read);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Answer).ExcludeFromDescription();

    private static Task Answer(HttpContext http, EngineHost engines)
    {
        var health = engines.Health;
        var text = page.Value
            .Replace("{{status}}", health.Status.ToString().ToLowerInvariant())
            .Replace("{{model}}", html.Encode(health.Model ?? "–"))
            .Replace("{{state}}", html.Encode(Describe(health)))
            .Replace("{{origin}}", html.Encode($"{http.Request.Scheme}://{http.Request.Host}"));
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return http.Response.WriteAsync(text);
    }

    private static string Describe(HostHealth health) => health.Status switch
    {
        HealthStatus.Ok => "已就绪 · ready",
        HealthStatus.Loading => "正在加载 · loading",
        _ => $"无法加载 · cannot be loaded: {health.Failure}",
    };

    private static string Read()
    {
        using var stream = typeof(WelcomePage).Assembly.GetManifestResourceStream("Welcome.index.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
