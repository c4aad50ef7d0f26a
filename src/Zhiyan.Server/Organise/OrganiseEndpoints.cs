using Zhiyan.Server.Chats;
using Zhiyan.Server.Json;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>What the sidebar and the composer ask for: lists of chats, many chats changed at once, folders, tags and saved prompts. All of it is the visitor's own.</summary>
internal static class OrganiseEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var chats = routes.MapPageApi("/api/chats");
        chats.MapGet("", List);
        chats.MapPost("/bulk", Bulk);
        chats.MapDelete("", DeleteAll);

        var folders = routes.MapPageApi("/api/folders");
        folders.MapGet("", Folders);
        folders.MapPost("", AddFolder);
        folders.MapPatch("/{folder:guid}", RenameFolder);
        folders.MapDelete("/{folder:guid}", DeleteFolder);

        routes.MapPageApi("/api/tags").MapGet("", Tags);

        var prompts = routes.MapPageApi("/api/prompts");
        prompts.MapGet("", Prompts);
        prompts.MapPost("", AddPrompt);
        prompts.MapPut("/{prompt:guid}", ChangePrompt);
        prompts.MapDelete("/{prompt:guid}", DeletePrompt);
    }

    private static async Task<IResult> List(HttpContext http, ChatListing listing, Guid? folder, string? tag, bool? archived, string? before)
    {
        var page = await listing.Page(Visitor.Id(http), new ListWish(folder, tag, archived is true, Before: before));
        return Wire.Answer(new { chats = page.Chats.Select(ListedChat.Of), page.Next });
    }

    private static async Task<IResult> Bulk(HttpContext http, BulkChange bulk, BulkWish body) => Wire.Answer(new { changed = await bulk.Run(Visitor.Id(http), body) });

    private static async Task<IResult> DeleteAll(HttpContext http, BulkChange bulk) => Wire.Answer(new { changed = await bulk.DeleteAll(Visitor.Id(http)) });

    private static async Task<IResult> Folders(HttpContext http, Folders folders) => Wire.Answer((await folders.List(Visitor.Id(http))).Select(View));

    private static async Task<IResult> AddFolder(HttpContext http, Folders folders, NameBody body) =>
        Wire.Answer(View(await folders.Create(Visitor.Id(http), body.Name ?? "")), StatusCodes.Status201Created);

    private static async Task<IResult> RenameFolder(HttpContext http, Folders folders, Guid folder, NameBody body) =>
        Wire.Answer(View(await folders.Rename(Visitor.Id(http), folder, body.Name ?? "")));

    private static async Task<IResult> DeleteFolder(HttpContext http, Folders folders, Guid folder)
    {
        await folders.Delete(Visitor.Id(http), folder);
        return Results.NoContent();
    }

    private static async Task<IResult> Tags(HttpContext http, ChatStores stores)
    {
        await using var context = stores.Main.Open();
        return Wire.Answer(await ChatTags.List(context, Visitor.Id(http)));
    }

    private static async Task<IResult> Prompts(HttpContext http, SavedPrompts prompts) => Wire.Answer((await prompts.List(Visitor.Id(http))).Select(View));

    private static async Task<IResult> AddPrompt(HttpContext http, SavedPrompts prompts, PromptBody body) =>
        Wire.Answer(View(await prompts.Create(Visitor.Id(http), body.Name ?? "", body.Text ?? "")), StatusCodes.Status201Created);

    private static async Task<IResult> ChangePrompt(HttpContext http, SavedPrompts prompts, Guid prompt, PromptBody body) =>
        Wire.Answer(View(await prompts.Change(Visitor.Id(http), prompt, body.Name ?? "", body.Text ?? "")));

    private static async Task<IResult> DeletePrompt(HttpContext http, SavedPrompts prompts, Guid prompt)
    {
        await prompts.Delete(Visitor.Id(http), prompt);
        return Results.NoContent();
    }

    private static object View(Folder folder) => new { folder.Id, folder.Name };

    private static object View(SavedPrompt prompt) => new { prompt.Id, prompt.Name, prompt.Text };

    internal sealed record NameBody(string? Name);

    internal sealed record PromptBody(string? Name, string? Text);
}

/// <summary>A chat in a list.</summary>
internal sealed record ListedChat(Guid Id, string Title, bool Pinned, bool Archived, Guid? Folder, IReadOnlyList<string> Tags, DateTime UpdatedAt)
{
    public static ListedChat Of(Chat chat) =>
        new(chat.Id, chat.Title, chat.IsPinned, chat.ArchivedAt is not null, chat.FolderId, [.. chat.Tags.Select(tag => tag.Tag.Name).Order(StringComparer.OrdinalIgnoreCase)], chat.UpdatedAt);
}
