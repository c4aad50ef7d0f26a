using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi.Streaming;
using Zhiyan.Server.Security;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>POST /v1/completions.</summary>
internal static class CompletionEndpoint
{
    private const string Streaming = "With `stream: true` the completion comes in pieces of the same shape as server-sent events, ended by `data: [DONE]`.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/completions", Answer)
        .WithTags("OpenAI").WithSummary("Go on with a text").WithDescription(Streaming)
        .Accepts<CompletionRequest>("application/json").Produces<Completion>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(503);

    private static async Task Answer(HttpContext http, EngineHost engines, GenerationTelemetry telemetry, TimeProvider time)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new CompletionRequest(body.Root) { Key = Caller.Of(http) };
        using var lease = await engines.Use(request.Model, http.RequestAborted);
        GenerationTelemetry.NoteModel(http, lease.ModelId);

        var heading = Heading.New("cmpl", lease.ModelId, time);
        http.Features.Set(heading);
        var pieces = request.Explained(new CompletionReply(request, lease.Engine, heading, telemetry).Pieces(http.RequestAborted)).Noting(piece => piece.Usage, http);
        if (request.Stream) await EventStream.Send(http, request.IncludeUsage ? pieces : pieces.Where(piece => piece.Usage is null), time);
        else await Wire.Send(http.Response, await Completion.Of(pieces, heading));
    }
}
