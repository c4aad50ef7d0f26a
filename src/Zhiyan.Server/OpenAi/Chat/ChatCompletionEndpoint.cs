using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi.Streaming;
using Zhiyan.Server.Security;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>POST /v1/chat/completions.</summary>
internal static class ChatCompletionEndpoint
{
    private const string Streaming = "With `stream: true` the reply comes as chunks in server-sent events, ended by `data: [DONE]`.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/chat/completions", Answer)
        .WithTags("OpenAI").WithSummary("Go on with a conversation").WithDescription(Streaming)
        .Accepts<ChatCompletionRequest>("application/json").Produces<ChatCompletion>().Produces<ErrorResponse>(400).Produces<ErrorResponse>(503);

    private static async Task Answer(HttpContext http, EngineHost engines, GenerationTelemetry telemetry, TimeProvider time)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new ChatCompletionRequest(body.Root) { Key = Caller.Of(http) };
        using var lease = await engines.Use(request.Model, http.RequestAborted);
        GenerationTelemetry.NoteModel(http, lease.ModelId);

        var heading = Heading.New("chatcmpl", lease.ModelId, time);
        http.Features.Set(heading);
        var chunks = request.Explained(new ChatReply(request, lease.Engine, heading, telemetry).Chunks(http.RequestAborted)).Noting(chunk => chunk.Usage, http);
        if (request.Stream) await EventStream.Send(http, request.IncludeUsage ? chunks : chunks.Where(chunk => chunk.Usage is null), time);
        else await Wire.Send(http.Response, await ChatCompletion.Of(chunks, heading));
    }
}
