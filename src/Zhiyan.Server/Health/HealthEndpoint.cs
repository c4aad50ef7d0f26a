using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Health;

/// <summary>GET /health: 200 once the default model is loaded, else 503 with the reason. Open to all, so it tells no more.</summary>
internal static class HealthEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/health", Answer).WithMetadata(OpenToAll.Mark).AllowAnonymous()
        .WithTags("State").WithSummary("Is the default model loaded?").Produces<HealthReport>().Produces<HealthReport>(503);

    private static Task Answer(HttpContext http, EngineHost engines)
    {
        var health = engines.Health;
        var report = new HealthReport(health.Status.ToString().ToLowerInvariant(), health.Model, health.Active, health.Waiting);
        return health.Status switch
        {
            HealthStatus.Ok => Wire.Send(http.Response, report),
            HealthStatus.Loading => Wire.Send(http.Response, report with { Error = ApiError.Unavailable("the model is being loaded.", "model_loading") }, 503),
            _ => Wire.Send(http.Response, report with { Error = ApiError.LoadingFailed(health.Model ?? "the default model", health.Failure!) }, 503),
        };
    }

    private sealed record HealthReport(string Status, string? Model, int Active, int Waiting)
    {
        public ApiError? Error { get; init; }
    }
}
