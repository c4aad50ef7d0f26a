using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>One thing done to many chats of a person, or to none where one of them is not theirs. The opposite action undoes it.</summary>
internal sealed class BulkChange(ChatStores stores, Conversations conversations, TimeProvider time)
{
    public const int MaxChats = 500;

    public async Task<int> Run(Guid owner, BulkWish wish)
    {
        var ids = (wish.Ids ?? []).Distinct().ToList();
        if (ids.Count is 0 or > MaxChats) throw ApiException.Invalid("ids", $"1 to {MaxChats} chats can be changed at once.");
        var change = Change(owner, wish);
        await using (var context = stores.Main.Open())
        {
            var isRestored = wish.Action == "restore";
            if (await context.Chats.CountAsync(chat => ids.Contains(chat.Id) && chat.OwnerId == owner && (isRestored || chat.DeletedAt == null)) != ids.Count) throw Conversations.NoChat();
            if (wish is { Action: "move", Folder: { } folder }) await Conversations.RequireFolder(context, owner, folder);
        }
        if (wish.Action == "delete")
            foreach (var id in ids) await conversations.Stop(owner, id);
        // The log takes them together into few commits.
        await Task.WhenAll(ids.Select(id => stores.Main.Log.Append(id, [new(LogKind.Chat)], async context =>
        {
            if (await context.Chats.FindAsync(id) is { } chat && chat.OwnerId == owner) await change(context, chat);
        })));
        return ids.Count;
    }

    /// <summary>Deletes all chats of a person, archived ones too. Each can be restored as long as any deleted chat can.</summary>
    public async Task<int> DeleteAll(Guid owner)
    {
        List<Guid> ids;
        await using (var context = stores.Main.Open()) ids = await context.Chats.Where(chat => chat.OwnerId == owner && chat.DeletedAt == null).Select(chat => chat.Id).ToListAsync();
        foreach (var some in ids.Chunk(MaxChats)) await Run(owner, new BulkWish(some, "delete"));
        return ids.Count;
    }

    private Func<StoreContext, Chat, Task> Change(Guid owner, BulkWish wish)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return wish.Action switch
        {
            "archive" => Plain(chat => chat.ArchivedAt ??= now),
            "unarchive" => Plain(chat => chat.ArchivedAt = null),
            "delete" => Plain(chat => chat.DeletedAt ??= now),
            "restore" => Plain(chat => chat.DeletedAt = null),
            "pin" => Plain(chat => chat.IsPinned = true),
            "unpin" => Plain(chat => chat.IsPinned = false),
            "move" => async (context, chat) =>
            {
                if (wish.Folder is { } folder) await Conversations.RequireFolder(context, owner, folder);
                chat.FolderId = wish.Folder;
            },
            "tag" => (context, chat) => ChatTags.Add(context, chat, RequireTag(wish)),
            "untag" => (context, chat) => ChatTags.Remove(context, chat, RequireTag(wish)),
            _ => throw ApiException.Invalid("action", $"action is '{Field.Shorten(wish.Action ?? "")}'; archive, unarchive, delete, restore, pin, unpin, move, tag and untag are possible."),
        };
    }

    private static Func<StoreContext, Chat, Task> Plain(Action<Chat> change) => (_, chat) =>
    {
        change(chat);
        return Task.CompletedTask;
    };

    private static string RequireTag(BulkWish wish) => string.IsNullOrWhiteSpace(wish.Tag) ? throw ApiException.Invalid("tag", "tag is missing.") : wish.Tag;
}

/// <summary>What to do to which chats.</summary>
/// <param name="Folder">Where "move" goes; null for out of folders.</param>
internal sealed record BulkWish(IReadOnlyList<Guid>? Ids, string? Action = "", Guid? Folder = null, string? Tag = null);
