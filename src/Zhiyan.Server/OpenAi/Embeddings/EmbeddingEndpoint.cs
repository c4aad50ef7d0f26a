using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi.Completions;

namespace Zhiyan.Server.OpenAi.Embeddings;

/// <summary>POST /v1/embeddings.</summary>
internal static class EmbeddingEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/embeddings", Answer)
        .WithTags("OpenAI").WithSummary("Turn texts into vectors").WithDescription("The vectors have the length 1, so that a product of two is their cosine.")
        .Accepts<EmbeddingRequest>("application/json").Produces<EmbeddingList>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(503);

    private static async Task Answer(HttpContext http, EmbeddingHost models)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new EmbeddingRequest(body.Root);
        var model = models.Find(request.Model, ModelCard.EmbeddingKind);

        var embedded = await models.Run(model, loaded => Embed(request, loaded, http.RequestAborted), http.RequestAborted);

        http.Features.Set(Usage.None with { PromptTokens = embedded.Tokens });
        var data = embedded.Vectors.Select((vector, index) => new EmbeddingEntry(index, request.Encode(vector)));
        await Wire.Send(http.Response, new EmbeddingList([.. data], model.Id, new InputUsage(embedded.Tokens)) { Zhiyan = InputExtras.Of(embedded.DroppedTokens) });
    }

    private static EmbeddedTexts Embed(EmbeddingRequest request, EmbeddingModel model, CancellationToken cancellation)
    {
        request.Check(model.Card.Id, model.Dimensions);
        return request.Input.All(input => input.Text is not null)
            ? model.Embed([.. request.Input.Select(input => input.Text!)], request.Options, cancellation)
            : model.EmbedTokens([.. request.Input.Select(input => Ids(input, model))], request.Truncate, cancellation);
    }

    /// <summary>Where some inputs are ids, texts among them become ids too.</summary>
    private static IReadOnlyList<int> Ids(Prompt input, EmbeddingModel model) =>
        input.Tokens ?? model.Tokenizer.Encode(input.Text!, SpecialTokens.Plain, addBosEos: true);
}
