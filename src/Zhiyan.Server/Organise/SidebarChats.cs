using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>What the sidebar lists: folders with their newest chats, then chats in no folder by their time. With a tag, all chats that have it.</summary>
internal sealed record SidebarChats(IReadOnlyList<FolderChats> Folders, IReadOnlyList<ChatGroup> Groups, IReadOnlyList<TagCount> Tags, string? Next)
{
    /// <summary>Chats of a folder that the sidebar shows; the search finds the rest.</summary>
    public const int OfFolder = 20;

    /// <summary>Chats that are listed at once at most, when a page lists anew what it had.</summary>
    public const int MaxSize = 400;

    public static async Task<SidebarChats> Read(Chats.ChatStores stores, ChatListing listing, Folders folders, Guid owner, string? tag, string? before, int size, DateTime now, int zone)
    {
        var inFolders = new List<FolderChats>();
        if (tag is null && before is null)
            foreach (var folder in await folders.List(owner)) inFolders.Add(new FolderChats(folder, (await listing.Page(owner, new ListWish(folder.Id, Size: OfFolder))).Chats));
        var page = await listing.Page(owner, new ListWish(Tag: tag, Loose: tag is null, Before: before, Size: Math.Clamp(size, ChatListing.PageSize, MaxSize)));
        await using var context = stores.Main.Open();
        return new SidebarChats(inFolders, ChatPeriods.Group(page.Chats, now, zone), await ChatTags.List(context, owner), page.Next);
    }
}

internal sealed record FolderChats(Folder Folder, IReadOnlyList<Chat> Chats);
