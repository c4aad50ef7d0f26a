using Zhiyan.Server.Engines;
using Zhiyan.Server.Json;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.State;

/// <summary>GET /state.json: what every model does at this moment; GET /state: the page that shows it, and asks for a key where one is needed.</summary>
internal static class StateEndpoints
{
    private static readonly Lazy<EmbeddedPage> page = new(() => new EmbeddedPage("State.state.html"));

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/state", Page).WithMetadata(OpenToAll.Mark).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/state.json", Answer).WithTags("State").WithSummary("What every model does at this moment").Produces<ServerState>();
    }

    private static Task Page(HttpContext http) => page.Value.Send(http.Response, ("lang", PrefersChinese(http.Request) ? "zh-Hans" : "en"));

    private static Task Answer(HttpContext http, EngineHost engines, TimeProvider time) =>
        Wire.Send(http.Response, new ServerState(time.GetElapsedTime(0).TotalSeconds, engines.Budget, Environment.WorkingSet, [.. engines.List().Select(ModelActivity.Of)]));

    private static bool PrefersChinese(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(language => language.Quality ?? 1)
        .Select(language => language.Value.Value!)
        .FirstOrDefault(language => language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) || language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
        ?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) is true;
}
