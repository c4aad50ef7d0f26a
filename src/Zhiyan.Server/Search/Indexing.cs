using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Search;

/// <summary>
/// Keeps the index in step with the chats: what a change says, corrects or removes is in the index by the same commit. A chat's title has a row of
/// its own, under the chat's id. A reply comes in when it has ended; deleted chats are not in it.
/// </summary>
internal sealed class Indexing(MessageIndex index)
{
    /// <summary>Messages that are read at once.</summary>
    private const int Batch = 200;

    /// <summary>Follows what a context is about to save, in the same transaction.</summary>
    public async Task Follow(StoreContext context)
    {
        context.ChangeTracker.DetectChanges();
        foreach (var chat in context.ChangeTracker.Entries<Chat>().ToList()) await Follow(context, chat);
        foreach (var message in context.ChangeTracker.Entries<Message>().ToList()) await Follow(context, message);
    }

    /// <summary>Takes a chat out of the index and puts what there is of its title in; its messages are put by <see cref="PutMessages"/>.</summary>
    public async Task Begin(StoreContext context, Guid chatId)
    {
        await index.RemoveChatAsync(context.Database.GetDbConnection(), chatId);
        if (await context.Chats.FindAsync(chatId) is { DeletedAt: null } chat) await PutTitle(context, chat);
    }

    /// <summary>Puts some more messages of a chat into the index. The last of them; null at the end.</summary>
    public async Task<Guid?> PutMessages(StoreContext context, Guid chatId, Guid? after)
    {
        if (await context.Chats.FindAsync(chatId) is not { DeletedAt: null } chat) return null;
        var from = after ?? Guid.Empty;
        var messages = await context.Messages.AsNoTracking().Where(one => one.ChatId == chatId && one.Id.CompareTo(from) > 0)
            .OrderBy(one => one.Id).Take(Batch).ToListAsync();
        foreach (var message in messages.Where(message => message.State != MessageState.Streaming)) await Put(context, chat, message);
        return messages.Count < Batch ? null : messages[^1].Id;
    }

    private async Task Follow(StoreContext context, EntityEntry<Chat> entry)
    {
        var chat = entry.Entity;
        switch (entry.State)
        {
            case EntityState.Added when chat.DeletedAt is null:
                await PutTitle(context, chat);
                break;
            case EntityState.Deleted:
                await index.RemoveChatAsync(context.Database.GetDbConnection(), chat.Id);
                break;
            case EntityState.Modified when entry.Property(one => one.DeletedAt).IsModified:
                await Begin(context, chat.Id);
                Guid? last = null;
                do last = await PutMessages(context, chat.Id, last);
                while (last is not null);
                break;
            case EntityState.Modified when chat.DeletedAt is null && entry.Property(one => one.Title).IsModified:
                await PutTitle(context, chat);
                break;
        }
    }

    private async Task Follow(StoreContext context, EntityEntry<Message> entry)
    {
        var message = entry.Entity;
        if (entry.State == EntityState.Deleted) await index.RemoveAsync(context.Database.GetDbConnection(), message.Id);
        var isSaid = entry.State == EntityState.Added
            || entry.State == EntityState.Modified && (entry.Property(one => one.Text).IsModified || entry.Property(one => one.State).IsModified);
        if (isSaid && message.State != MessageState.Streaming && await context.Chats.FindAsync(message.ChatId) is { DeletedAt: null } chat) await Put(context, chat, message);
    }

    private Task PutTitle(StoreContext context, Chat chat) => chat.Title.Length == 0
        ? Task.CompletedTask
        : index.PutAsync(context.Database.GetDbConnection(), new IndexedMessage(chat.Id, chat.Id, chat.OwnerId, chat.CreatedAt, chat.Title));

    private Task Put(StoreContext context, Chat chat, Message message) =>
        index.PutAsync(context.Database.GetDbConnection(), new IndexedMessage(message.Id, chat.Id, chat.OwnerId, message.CreatedAt, message.Text));
}
