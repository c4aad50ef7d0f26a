using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Files;
using Zhiyan.Server.Json;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Sharing;

/// <summary>Links to chats: made, changed and revoked by their owner; their files and copies are for whoever may see them.</summary>
internal static class ShareEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var chats = routes.MapPageApi("/api/chats/{chat:guid}/shares");
        chats.MapGet("", ListOfChat);
        chats.MapPost("", Create);

        var shares = routes.MapPageApi("/api/shares");
        shares.MapGet("", List);
        shares.MapPut("/{share:guid}", Change);
        shares.MapDelete("/{share:guid}", Revoke);

        routes.MapGet("/s/{token}/files/{file:guid}", File).WithMetadata(OpenToAll.Mark).AllowAnonymous().ExcludeFromDescription();
        routes.MapPageApi("/s/{token}/copy").MapPost("", Copy);
    }

    /// <summary>One and the same for a link that is wrong, revoked, expired, or not for this visitor.</summary>
    public static ApiException NoShare() => new(ApiError.NotFound(null, "there is nothing to see here; the link may have expired.", "share_not_found"));

    private static async Task<IResult> ListOfChat(HttpContext http, Shares shares, Guid chat) => Wire.Answer(await shares.List(Visitor.Id(http), chat));

    private static async Task<IResult> List(HttpContext http, Shares shares) => Wire.Answer(await shares.List(Visitor.Id(http)));

    private static async Task<IResult> Create(HttpContext http, Shares shares, Guid chat, ShareWish body) =>
        Wire.Answer(await shares.Create(Visitor.Id(http), chat, body), StatusCodes.Status201Created);

    private static async Task<IResult> Change(HttpContext http, Shares shares, Guid share, ShareWish body) => Wire.Answer(await shares.Change(Visitor.Id(http), share, body));

    private static async Task<IResult> Revoke(HttpContext http, Shares shares, Guid share)
    {
        await shares.Revoke(Visitor.Id(http), share);
        return Results.NoContent();
    }

    private static async Task<IResult> File(HttpContext http, Shares shares, FileStore files, string token, Guid file)
    {
        var shared = await shares.Open(token, Visitor.Find(http)) ?? throw NoShare();
        var found = shared.Path.SelectMany(message => message.Files).FirstOrDefault(one => one.FileId == file)?.File ?? throw NoShare();
        // A revoked link shows nothing, so nobody keeps what it showed.
        return FileEndpoints.Send(http, files, found, "no-store");
    }

    /// <summary>A chat of the visitor's own with what the link shows. Of the owner's settings it takes the model alone.</summary>
    private static async Task<IResult> Copy(HttpContext http, Shares shares, Conversations conversations, string token)
    {
        var visitor = Visitor.Id(http);
        var shared = await shares.Open(token, visitor) ?? throw NoShare();
        foreach (var message in shared.Path) (message.Facts, message.Reasoning, message.Error) = (null, "", null);
        var source = new Chat { Title = shared.Title, TitleOrigin = TitleOrigin.Typed, Settings = new ChatSettings { Model = shared.Model } };
        var copy = await conversations.Copy(visitor, source, shared.Path, isTemporary: false);
        return Wire.Answer(new { chat = copy.Id }, StatusCodes.Status201Created);
    }
}
