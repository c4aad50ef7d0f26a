using System.Globalization;
using System.Text;
using Zhiyan.Server.Json;
using Zhiyan.Server.Markdown;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;
using Zhiyan.Server.Streaming;

namespace Zhiyan.Server.Chats;

/// <summary>
/// GET /api/chats/{id}/events: a chat's log as server-sent events, from the last number that the page has seen on. What is numbered has been
/// committed; the page takes up a broken stream where it was by Last-Event-ID.
/// </summary>
internal static class ChatEvents
{
    /// <summary>After this long without an event one tells that the stream lives: a page cannot see a comment, and a dead connection makes no sound.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>How soon a page comes back after a break.</summary>
    private const int RetryMilliseconds = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPageApi("/api/chats").MapGet("/{chat:guid}/events", Send);

    private static async Task Send(HttpContext http, Conversations conversations, ChatStores stores, MessageHtml html, PreferenceStore preferences, TimeProvider time, Guid chat, long? after)
    {
        var owner = Visitor.Id(http);
        if (await conversations.Find(owner, chat) is null) throw Conversations.NoChat();
        var from = long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : after ?? 0;

        var options = await preferences.Markdown(owner);      // a page has it as it was when it was opened

        var response = http.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";      // nginx would wait for a full buffer
        await Write(response, string.Create(CultureInfo.InvariantCulture, $"retry: {RetryMilliseconds}\n\n"));

        await using var entries = stores.Of(chat).Log.Read(chat, from, http.RequestAborted).GetAsyncEnumerator(http.RequestAborted);
        try
        {
            while (await entries.MoveNext(Silence, time, () => Write(response, "event: here\ndata: {}\n\n")))
            {
                var entry = entries.Current;
                if (entry is null) await Write(response, "event: reload\ndata: {}\n\n");
                else await Write(response, await Event(entry, html, options));
            }
        }
        catch (OperationCanceledException)
        {
            // the page went away, or the server ends; either comes back with the last number
        }
    }

    private static async Task<string> Event(LogEntry entry, MessageHtml html, MarkdownOptions options)
    {
        object data = entry.Kind switch
        {
            LogKind.Text or LogKind.Reasoning => new { id = entry.MessageId, text = entry.Text },
            LogKind.Message or LogKind.Finished or LogKind.Changed => new { id = entry.MessageId, html = await html.Of(entry.ChatId, entry.MessageId!.Value, options, isNew: entry.Kind != LogKind.Finished) },
            _ => new { },
        };
        var kind = entry.Kind.ToString().ToLowerInvariant();
        return string.Create(CultureInfo.InvariantCulture, $"id: {entry.Sequence}\nevent: {kind}\ndata: {Encoding.UTF8.GetString(Wire.Bytes(data))}\n\n");
    }

    private static async Task Write(HttpResponse response, string text)
    {
        await response.WriteAsync(text, CancellationToken.None);
        await response.Body.FlushAsync(CancellationToken.None);
    }
}
