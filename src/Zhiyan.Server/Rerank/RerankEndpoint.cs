using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi;

namespace Zhiyan.Server.Rerank;

/// <summary>POST /v1/rerank, in the shape that Cohere and Jina share.</summary>
internal static class RerankEndpoint
{
    private const string Models =
        "A reranker reads every document together with the query; its score s is told as 1 / (1 + e⁻ˢ). An embedding model, which must be named, "
        + "compares vectors: the score is their cosine.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/rerank", Answer)
        .WithTags("Rerank").WithSummary("Put documents in order by how well they answer a query").WithDescription(Models)
        .Accepts<RerankRequest>("application/json").Produces<RerankReply>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(503);

    private static async Task Answer(HttpContext http, EmbeddingHost models)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new RerankRequest(body.Root);
        var model = request.Model is null ? models.Find(null, ModelCard.RerankerKind) : models.Find(request.Model, ModelCard.RerankerKind, ModelCard.EmbeddingKind);

        var ranking = await models.Run(model, loaded => loaded.Rerank(request.Query, request.Documents, request.Truncate, http.RequestAborted), http.RequestAborted);

        http.Features.Set(Usage.None with { PromptTokens = ranking.Tokens });
        await Wire.Send(http.Response, RerankReply.Of(request, model.Id, ranking));
    }
}
