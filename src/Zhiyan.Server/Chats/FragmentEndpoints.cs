using Zhiyan.Server.People;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Chats;

/// <summary>GET /c/{id}/messages?before=: articles of earlier messages, for a reader who scrolls up to them.</summary>
internal static class FragmentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPageApi("/c").MapGet("/{chat:guid}/messages", Earlier);

    private static async Task<IResult> Earlier(HttpContext http, Conversations conversations, ChatStores stores, MessageHtml html, PreferenceStore preferences, Guid chat, Guid before)
    {
        var owner = Visitor.Id(http);
        var found = await conversations.Find(owner, chat) ?? throw Conversations.NoChat();
        var part = await Conversation.Read(stores.Of(chat), found, before);
        http.Response.Headers["X-Earlier"] = part.HasEarlier ? "true" : "false";
        return Results.Content(await html.Of(part.Rows, await preferences.Markdown(owner)), "text/html; charset=utf-8");
    }
}
