using System.Text.Encodings.Web;
using System.Text.Unicode;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Welcome;

/// <summary>GET /: what this is and how to talk to it, for whoever opens the address in a browser. It tells no more than /health.</summary>
internal static class WelcomePage
{
    private static readonly HtmlEncoder html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly Lazy<EmbeddedPage> page = new(() => new EmbeddedPage("Welcome.index.html"));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Answer).WithMetadata(OpenToAll.Mark).ExcludeFromDescription();

    private static Task Answer(HttpContext http, EngineHost engines)
    {
        var health = engines.Health;
        return page.Value.Send(
            http.Response,
            ("status", health.Status.ToString().ToLowerInvariant()),
            ("model", html.Encode(health.Model ?? "–")),
            ("state", html.Encode(Describe(health))),
            ("origin", html.Encode($"{http.Request.Scheme}://{http.Request.Host}")));
    }

    private static string Describe(HostHealth health) => health.Status switch
    {
        HealthStatus.Ok => "已就绪 · ready",
        HealthStatus.Loading => "正在加载 · loading",
        _ => $"无法加载 · cannot be loaded: {health.Failure}",
    };
}
