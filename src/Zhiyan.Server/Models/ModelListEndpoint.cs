using Zhiyan.Server.Json;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Models;

/// <summary>GET /api/models: everything that can be chatted with, and what state it is in.</summary>
internal static class ModelListEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPageApi("/api").MapGet("/models", Answer);

    private static async Task<IResult> Answer(HttpContext http, ModelDirectory models) => Wire.Answer(
        (await models.List(http.RequestAborted)).Select(model => new
        {
            model.Id,
            model.Name,
            model.Provider,
            model.IsDefault,
            state = model.State.ToString().ToLowerInvariant(),
            model.Progress,
            model.Reason,
            model.Bytes,
            model.Context,
            model.Description,
            model.Abilities,
            isFree = model.Price is null,
        }));
}
