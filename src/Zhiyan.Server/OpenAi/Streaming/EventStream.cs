using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Streaming;

namespace Zhiyan.Server.OpenAi.Streaming;

/// <summary>
/// Server-sent events (HTML standard, 9.2): each piece is a <c>data:</c> line, the end is <c>data: [DONE]</c>. Before the first piece an
/// error still has a status of its own; after it, the error is the last event.
/// </summary>
internal sealed class EventStream
{
    /// <summary>After this long without a piece a comment is sent, so that nobody takes a long queue or prompt for a dead connection.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly HttpResponse response;

    private EventStream(HttpResponse response) => this.response = response;

    public static async Task Send<T>(HttpContext http, IAsyncEnumerable<T> pieces, TimeProvider time)
    {
        var stream = new EventStream(http.Response);
        try
        {
            await using var source = pieces.GetAsyncEnumerator(http.RequestAborted);
            while (await source.MoveNext(Silence, time, stream.KeepAlive)) await stream.Data(Wire.Bytes(source.Current));
            await stream.Data("[DONE]"u8.ToArray());
        }
        catch (Exception error) when (http.Response.HasStarted)
        {
            await stream.Data(Wire.Bytes(new ErrorResponse(ApiError.From(error))));
            throw;      // to the door, which knows what belongs in the log
        }
    }

    private Task KeepAlive() => Write(": keep-alive\n\n"u8.ToArray());

    private Task Data(byte[] json) => Write([.. "data: "u8, .. json, .. "\n\n"u8]);

    private async Task Write(byte[] bytes)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-cache";
            response.Headers["X-Accel-Buffering"] = "no";      // nginx would wait for a full buffer
        }
        // No token: the last event of a request that is being ended has to go out too. To a client that has gone nothing is sent.
        await response.Body.WriteAsync(bytes, CancellationToken.None);
        await response.Body.FlushAsync(CancellationToken.None);
    }
}
