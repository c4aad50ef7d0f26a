using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;

namespace Zhiyan.Server.OpenAi.Models;

/// <summary>GET /v1/models and /v1/models/{id}: what is installed, loaded or not.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", List).WithTags("OpenAI").WithSummary("The installed models").Produces<ModelList>();
        routes.MapGet("/v1/models/{id}", One).WithTags("OpenAI").WithSummary("One installed model").Produces<ModelEntry>().Produces<ErrorResponse>(404);
    }

    private static Task List(HttpContext http, EngineHost engines) => Wire.Send(http.Response, new ModelList([.. engines.List().Select(ModelEntry.Of)]));

    private static Task One(HttpContext http, EngineHost engines, string id)
    {
        var installed = engines.List();
        var found = installed.FirstOrDefault(hosted => hosted.Model.Id == id) ?? throw EngineHost.NotInstalled(id, installed.Select(hosted => hosted.Model.Id));
        return Wire.Send(http.Response, ModelEntry.Of(found));
    }
}
