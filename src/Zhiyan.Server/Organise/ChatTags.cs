using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>The tags of chats. A tag is there as long as a chat has it; its name is one, whatever its case.</summary>
internal static class ChatTags
{
    public const int MaxName = 40;

    /// <summary>Tags of one chat.</summary>
    public const int MaxOfChat = 20;

    /// <summary>Tags of one person.</summary>
    private const int MaxOfAll = 500;

    /// <summary>A person's tags and how many chats each has, the ones of most chats first.</summary>
    public static async Task<IReadOnlyList<TagCount>> List(StoreContext context, Guid owner)
    {
        var tags = await context.Tags.Where(tag => tag.OwnerId == owner)
            .Select(tag => new { tag.Name, Chats = context.ChatTags.Count(one => one.TagId == tag.Id && context.Chats.Any(chat => chat.Id == one.ChatId && chat.DeletedAt == null)) })
            .ToListAsync();
        return [.. tags.Where(tag => tag.Chats > 0).Select(tag => new TagCount(tag.Name, tag.Chats)).OrderByDescending(tag => tag.Chats).ThenBy(tag => tag.Name, StringComparer.CurrentCulture)];
    }

    /// <summary>Gives a chat these tags and no others.</summary>
    public static async Task Set(StoreContext context, Chat chat, IReadOnlyList<string> names)
    {
        var wanted = names.Select(Clean).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (wanted.Count > MaxOfChat) throw ApiException.Invalid("tags", $"a chat may have {MaxOfChat} tags.");
        var known = await context.Tags.Where(tag => tag.OwnerId == chat.OwnerId).ToListAsync();
        var tags = wanted.Select(name => known.FirstOrDefault(tag => tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? Make(context, chat.OwnerId, name)).ToList();
        if (known.Count + tags.Count(tag => !known.Contains(tag)) > MaxOfAll) throw ApiException.Invalid("tags", $"you have {MaxOfAll} tags already; use one of those.");
        var before = await context.ChatTags.Where(tag => tag.ChatId == chat.Id).ToListAsync();
        var gone = before.Where(one => tags.All(tag => tag.Id != one.TagId)).ToList();
        context.ChatTags.RemoveRange(gone);
        context.ChatTags.AddRange(tags.Where(tag => before.All(one => one.TagId != tag.Id)).Select(tag => new ChatTag { ChatId = chat.Id, TagId = tag.Id }));
        foreach (var one in gone)
            if (!await context.ChatTags.AnyAsync(other => other.TagId == one.TagId && other.ChatId != chat.Id)) context.Tags.Remove(known.First(tag => tag.Id == one.TagId));
    }

    public static async Task Add(StoreContext context, Chat chat, string name) => await Set(context, chat, [.. await Names(context, chat.Id), name]);

    public static async Task Remove(StoreContext context, Chat chat, string name) =>
        await Set(context, chat, [.. (await Names(context, chat.Id)).Where(one => !one.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))]);

    private static Task<List<string>> Names(StoreContext context, Guid chat) =>
        context.ChatTags.Where(tag => tag.ChatId == chat).Select(tag => tag.Tag.Name).ToListAsync();

    private static Tag Make(StoreContext context, Guid owner, string name)
    {
        var tag = new Tag { Id = Guid.CreateVersion7(), OwnerId = owner, Name = name };
        context.Tags.Add(tag);
        return tag;
    }

    private static string Clean(string? name)
    {
        var clean = string.Join(' ', (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return clean.Length is > 0 and <= MaxName ? clean : throw ApiException.Invalid("tags", $"a tag has 1 to {MaxName} characters.");
    }
}

internal sealed record TagCount(string Name, int Chats);
