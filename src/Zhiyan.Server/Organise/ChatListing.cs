using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>Lists a person's chats, pinned ones first and then by when something was last said, a page at a time from where the last one ended.</summary>
internal sealed class ChatListing(ChatStores stores)
{
    public const int PageSize = 40;

    public async Task<ListedChats> Page(Guid owner, ListWish wish)
    {
        await using var context = stores.Main.Open();
        // A chat in which nothing was said yet is nowhere but on its own page.
        var chats = context.Chats.AsNoTracking().Include(chat => chat.Tags).ThenInclude(tag => tag.Tag)
            .Where(chat => chat.OwnerId == owner && chat.DeletedAt != null == wish.Deleted && (chat.Title != "" || chat.LeafId != null) && (wish.Deleted || chat.ArchivedAt != null == wish.Archived));
        if (wish.Loose) chats = chats.Where(chat => chat.FolderId == null || chat.IsPinned);
        if (wish.Folder is { } folder) chats = chats.Where(chat => chat.FolderId == folder);
        if (wish.Tag is { } tag) chats = chats.Where(chat => chat.Tags.Any(one => one.Tag.Name == tag));
        if (Cursor.Read(wish.Before) is { } last)
        {
            chats = chats.Where(chat => last.IsPinned && !chat.IsPinned
                || chat.IsPinned == last.IsPinned && (chat.UpdatedAt < last.UpdatedAt || chat.UpdatedAt == last.UpdatedAt && chat.Id.CompareTo(last.Id) < 0));
        }
        var page = await chats.OrderByDescending(chat => chat.IsPinned).ThenByDescending(chat => chat.UpdatedAt).ThenByDescending(chat => chat.Id)
            .Take(wish.Size + 1).ToListAsync();
        if (page.Count <= wish.Size) return new ListedChats(page, null);
        page.RemoveAt(wish.Size);
        return new ListedChats(page, Cursor.Of(page[^1]).ToString());
    }

    /// <summary>Where a page ended.</summary>
    private sealed record Cursor(bool IsPinned, DateTime UpdatedAt, Guid Id)
    {
        public static Cursor Of(Chat chat) => new(chat.IsPinned, chat.UpdatedAt, chat.Id);

        public static Cursor? Read(string? text)
        {
            if (string.IsNullOrEmpty(text)) return null;
            if (text.Split('_') is [("p" or "c") and var kind, var time, var id]
                && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks && Guid.TryParseExact(id, "N", out var chat))
                return new Cursor(kind == "p", new DateTime(ticks, DateTimeKind.Utc), chat);
            throw ApiException.Invalid("before", "before is not what an answer gave as next.");
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsPinned ? "p" : "c")}_{UpdatedAt.Ticks}_{Id:N}");
    }
}

/// <summary>Which chats are listed.</summary>
/// <param name="Loose">Only those in no folder, and pinned ones.</param>
/// <param name="Deleted">Those whose deletion can still be undone.</param>
/// <param name="Before">The <see cref="ListedChats.Next"/> of the page before.</param>
internal sealed record ListWish(Guid? Folder = null, string? Tag = null, bool Archived = false, bool Loose = false, bool Deleted = false, string? Before = null, int Size = ChatListing.PageSize);

internal sealed record ListedChats(IReadOnlyList<Chat> Chats, string? Next);
