using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Files;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>What an admin does with people. There is always an admin left who can come in. Thread-safe.</summary>
internal sealed class Members(StoreFactory store, ChatStores chats, Replies replies, FileStore files, Shelf shelf, Sessions sessions) : IDisposable
{
    /// <summary>One change at a time, or two could each leave the other's admin as the last.</summary>
    private readonly SemaphoreSlim changing = new(1);

    /// <summary>Everybody, the first to come first.</summary>
    public async Task<IReadOnlyList<Person>> List()
    {
        await using var context = store.Open();
        return await context.Users.AsNoTracking().OrderBy(person => person.CreatedAt).ToListAsync();
    }

    public async Task<Person?> Find(Guid id)
    {
        await using var context = store.Open();
        return await context.Users.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id);
    }

    public Task<Problem?> SetRole(Guid id, Role role) => Change(id, losesAdmin: role != Role.Admin, (context, person) =>
        context.Users.Where(one => one.Id == person).ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, role)));

    /// <summary>Keeps somebody out: their sessions end, and their keys no longer open.</summary>
    public async Task<Problem?> Disable(Guid id, DateTime now)
    {
        var problem = await Change(id, losesAdmin: true, (context, person) =>
            context.Users.Where(one => one.Id == person).ExecuteUpdateAsync(set => set.SetProperty(one => one.DisabledAt, now)));
        if (problem is null) await sessions.RevokeAll(id);
        return problem;
    }

    public Task<Problem?> Enable(Guid id) => Change(id, losesAdmin: false, (context, person) =>
        context.Users.Where(one => one.Id == person).ExecuteUpdateAsync(set => set.SetProperty(one => one.DisabledAt, (DateTime?)null)));

    /// <summary>Removes somebody and all that is theirs. What their replies took stays in the sums.</summary>
    public async Task<Problem?> Delete(Guid id)
    {
        var problem = await Change(id, losesAdmin: true, async (context, person) =>
        {
            await context.Sessions.Where(one => one.PersonId == person).ExecuteDeleteAsync();
            await context.ApiKeys.Where(one => one.PersonId == person).ExecuteDeleteAsync();
            await context.Users.Where(one => one.Id == person).ExecuteDeleteAsync();
        });
        if (problem is not null) return problem;
        foreach (var kept in new[] { chats.Main, chats.Temporary }) await DeleteChats(kept, id);
        await files.Forget(id);
        await shelf.Forget(id);
        return null;
    }

    public void Dispose() => changing.Dispose();

    private async Task<Problem?> Change(Guid id, bool losesAdmin, Func<StoreContext, Guid, Task> change)
    {
        await changing.WaitAsync();
        try
        {
            await using var context = store.Open();
            if (losesAdmin && !await context.Users.AnyAsync(person => person.Id != id && person.Role == Role.Admin && person.DisabledAt == null && person.PasswordHash != null)
                && await context.Users.AnyAsync(person => person.Id == id && person.Role == Role.Admin)) return Problem.LastAdmin;
            await change(context, id);
        }
        finally
        {
            sessions.Forget();
            changing.Release();
        }
        return null;
    }

    /// <summary>By the writer of the chats, so that no reply is written into what goes.</summary>
    private async Task DeleteChats(ChatStore kept, Guid owner)
    {
        await using (var context = kept.Open())
            foreach (var chat in await context.Chats.Where(chat => chat.OwnerId == owner).Select(chat => chat.Id).ToListAsync()) await replies.Stop(chat);
        await kept.Log.Append(Guid.Empty, [], async context =>
        {
            await context.Shares.Where(share => share.OwnerId == owner).ExecuteDeleteAsync();
            await context.Set<SharePerson>().Where(person => person.PersonId == owner).ExecuteDeleteAsync();
            await context.Chats.Where(chat => chat.OwnerId == owner).ExecuteDeleteAsync();
            await context.Folders.Where(folder => folder.OwnerId == owner).ExecuteDeleteAsync();
            await context.Tags.Where(tag => tag.OwnerId == owner).ExecuteDeleteAsync();
            await context.Prompts.Where(prompt => prompt.OwnerId == owner).ExecuteDeleteAsync();
        });
    }
}
