using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Models;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>What the conversation page asks for. Every answer is about the visitor's own chats.</summary>
internal static class ChatEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var chats = routes.MapPageApi("/api/chats");
        chats.MapPost("", Create);
        chats.MapGet("/{chat:guid}", Get);
        chats.MapPatch("/{chat:guid}", Change);
        chats.MapDelete("/{chat:guid}", Delete);
        chats.MapPost("/{chat:guid}/restore", Restore);
        chats.MapPost("/{chat:guid}/messages", Send);
        chats.MapGet("/{chat:guid}/tree", Tree);
        chats.MapGet("/{chat:guid}/context", Context);
        chats.MapGet("/{chat:guid}/queue", Queue);
        chats.MapDelete("/{chat:guid}/queue/{message:guid}", Unqueue);
        chats.MapPost("/{chat:guid}/stop", Stop);
        chats.MapGet("/{chat:guid}/messages/{message:guid}", Text);
        chats.MapPut("/{chat:guid}/messages/{message:guid}", Correct);
        chats.MapDelete("/{chat:guid}/messages/{message:guid}", Remove);
        chats.MapPost("/{chat:guid}/messages/{message:guid}/versions", Rewrite);
        chats.MapPost("/{chat:guid}/messages/{message:guid}/regenerate", Regenerate);
        chats.MapPost("/{chat:guid}/messages/{message:guid}/continue", Continue);
        chats.MapPost("/{chat:guid}/messages/{message:guid}/show", Show);
        chats.MapPost("/{chat:guid}/messages/{message:guid}/branch", Branch);
        chats.MapPut("/{chat:guid}/messages/{message:guid}/rating", Rate);
    }

    private static async Task<IResult> Create(HttpContext http, Conversations conversations, ChatStores stores, NewChat body)
    {
        var chat = await conversations.Create(Visitor.Id(http), body.Settings ?? new ChatSettings(), body.Temporary, body.Folder);
        return Wire.Answer(ChatView.Of(chat, stores.IsTemporary(chat.Id)), StatusCodes.Status201Created);
    }

    private static async Task<IResult> Get(HttpContext http, Conversations conversations, ChatStores stores, Guid chat) =>
        Wire.Answer(ChatView.Of(await conversations.Find(Visitor.Id(http), chat) ?? throw Conversations.NoChat(), stores.IsTemporary(chat)));

    private static async Task<IResult> Change(HttpContext http, Conversations conversations, ChatStores stores, TimeProvider time, Guid chat, ChatChange body)
    {
        body.Require();
        await conversations.Change(Visitor.Id(http), chat, (context, one) => body.Apply(context, one, time.GetUtcNow().UtcDateTime), isTold: body.Draft is null);
        return await Get(http, conversations, stores, chat);
    }

    private static async Task<IResult> Delete(HttpContext http, Conversations conversations, ChatStores stores, TimeProvider time, Guid chat)
    {
        await conversations.Change(Visitor.Id(http), chat, one => one.DeletedAt = time.GetUtcNow().UtcDateTime);
        if (stores.IsTemporary(chat)) await conversations.Forget(chat);
        return Results.NoContent();
    }

    /// <summary>Undoes a deletion.</summary>
    private static async Task<IResult> Restore(HttpContext http, ChatStores stores, Guid chat)
    {
        var owner = Visitor.Id(http);
        await stores.Main.Log.Append(chat, [new(LogKind.Chat)], async context =>
        {
            if (await context.Chats.FindAsync(chat) is not { } one || one.OwnerId != owner) throw Conversations.NoChat();
            one.DeletedAt = null;
        });
        return Results.NoContent();
    }

    private static async Task<IResult> Send(HttpContext http, Conversations conversations, Guid chat, MessageBody body) =>
        Wire.Answer(await conversations.Send(Visitor.Id(http), chat, body.Message()), StatusCodes.Status201Created);

    private static async Task<IResult> Rewrite(HttpContext http, Conversations conversations, Guid chat, Guid message, MessageBody body) =>
        Wire.Answer(await conversations.Rewrite(Visitor.Id(http), chat, message, body.Message()), StatusCodes.Status201Created);

    private static async Task<IResult> Regenerate(HttpContext http, Conversations conversations, Guid chat, Guid message, RegenerateBody body) =>
        Wire.Answer(await conversations.Regenerate(Visitor.Id(http), chat, message, new ReplyWish(body.Model, body.Length switch
        {
            null => null,
            "longer" => ReplyLength.Longer,
            "shorter" => ReplyLength.Shorter,
            var other => throw ApiException.Invalid("length", $"length is '{Field.Shorten(other)}'; longer and shorter are possible."),
        })), StatusCodes.Status201Created);

    private static async Task<IResult> Continue(HttpContext http, Conversations conversations, Guid chat, Guid message) =>
        Wire.Answer(await conversations.Continue(Visitor.Id(http), chat, message), StatusCodes.Status201Created);

    private static async Task<IResult> Stop(HttpContext http, Conversations conversations, Guid chat) =>
        Wire.Answer(new { stopped = await conversations.Stop(Visitor.Id(http), chat) });

    private static async Task<IResult> Text(HttpContext http, Conversations conversations, ChatStores stores, Guid chat, Guid message)
    {
        if (await conversations.Find(Visitor.Id(http), chat) is null) throw Conversations.NoChat();
        await using var context = stores.Of(chat).Open();
        var found = await context.Messages.AsNoTracking().FirstOrDefaultAsync(one => one.Id == message && one.ChatId == chat)
            ?? throw new ApiException(ApiError.NotFound(null, "there is no such message in this chat.", "message_not_found"));
        return Wire.Answer(new { found.Id, found.Text, found.Reasoning, state = found.State.ToString().ToLowerInvariant() });
    }

    private static async Task<IResult> Correct(HttpContext http, Conversations conversations, Guid chat, Guid message, TextBody body)
    {
        await conversations.Correct(Visitor.Id(http), chat, message, body.Text);
        return Results.NoContent();
    }

    private static async Task<IResult> Remove(HttpContext http, Conversations conversations, Guid chat, Guid message)
    {
        await conversations.Remove(Visitor.Id(http), chat, message);
        return Results.NoContent();
    }

    private static async Task<IResult> Show(HttpContext http, Conversations conversations, Guid chat, Guid message)
    {
        await conversations.Show(Visitor.Id(http), chat, message);
        return Results.NoContent();
    }

    private static async Task<IResult> Branch(HttpContext http, Conversations conversations, ChatStores stores, Guid chat, Guid message)
    {
        var made = await conversations.Branch(Visitor.Id(http), chat, message);
        return Wire.Answer(ChatView.Of(made, stores.IsTemporary(made.Id)), StatusCodes.Status201Created);
    }

    private static async Task<IResult> Rate(HttpContext http, Conversations conversations, Guid chat, Guid message, RatingBody body)
    {
        if (body.Rating is not (null or 1 or -1)) throw ApiException.Invalid("rating", "rating is 1, -1 or absent.");
        await conversations.Rate(Visitor.Id(http), chat, message, body.Rating, body.Reason);
        return Results.NoContent();
    }

    private static async Task<IResult> Queue(HttpContext http, Conversations conversations, Guid chat) =>
        Wire.Answer((await conversations.Queued(Visitor.Id(http), chat)).Select(one => new { one.Id, one.Text, one.Files }));

    private static async Task<IResult> Unqueue(HttpContext http, Conversations conversations, Guid chat, Guid message)
    {
        await conversations.Unqueue(Visitor.Id(http), chat, message);
        return Results.NoContent();
    }

    /// <summary>Every version of everything, for the tree view: the first words of each message.</summary>
    private static async Task<IResult> Tree(HttpContext http, Conversations conversations, ChatStores stores, Guid chat)
    {
        var found = await conversations.Find(Visitor.Id(http), chat) ?? throw Conversations.NoChat();
        await using var context = stores.Of(chat).Open();
        var messages = await context.Messages.AsNoTracking().Where(one => one.ChatId == chat).OrderBy(one => one.CreatedAt).ThenBy(one => one.Id)
            .Select(one => new { one.Id, one.ParentId, one.Role, one.Model, Text = one.Text.Substring(0, 120) }).ToListAsync();
        return Wire.Answer(new
        {
            leaf = found.LeafId,
            messages = messages.Select(one => new { one.Id, parent = one.ParentId, role = one.Role.ToString().ToLowerInvariant(), one.Model, one.Text }),
        });
    }

    /// <summary>How full the model's context is with what is shown.</summary>
    private static async Task<IResult> Context(HttpContext http, Conversations conversations, ChatStores stores, ModelDirectory models, Guid chat)
    {
        var found = await conversations.Find(Visitor.Id(http), chat) ?? throw Conversations.NoChat();
        await using var context = stores.Of(chat).Open();
        var path = await MessagePaths.To(context, chat, found.LeafId);
        var size = await models.CountTokens(found.Settings.Model ?? models.Default, Prompt.Of(found.Settings, null, path), cancellation: http.RequestAborted);
        return size is null ? Results.NoContent() : Wire.Answer(new { size.Tokens, size.Context, dropped = size.Dropped.Count });
    }

    internal sealed record NewChat(bool Temporary = false, Guid? Folder = null, ChatSettings? Settings = null);

    internal sealed record MessageBody(Guid Id, string? Text, IReadOnlyList<Guid>? Files = null, string? Model = null)
    {
        public NewMessage Message() => new(Id, Text ?? "") { Files = Files ?? [], Model = Model };
    }

    internal sealed record RegenerateBody(string? Model = null, string? Length = null);

    internal sealed record TextBody(string Text = "");

    internal sealed record RatingBody(int? Rating = null, string? Reason = null);
}
