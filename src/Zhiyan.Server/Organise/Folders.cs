using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>A person's folders. Their names are different, whatever their case; another's folder is not there.</summary>
internal sealed class Folders(ChatStores stores, TimeProvider time)
{
    public const int MaxName = 80;
    public const int MaxOfAll = 200;

    public async Task<IReadOnlyList<Folder>> List(Guid owner)
    {
        await using var context = stores.Main.Open();
        var folders = await context.Folders.AsNoTracking().Where(folder => folder.OwnerId == owner).ToListAsync();
        return [.. folders.OrderBy(folder => folder.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    public async Task<Folder> Create(Guid owner, string name)
    {
        var folder = new Folder { Id = Guid.CreateVersion7(), OwnerId = owner, Name = Clean(name), CreatedAt = time.GetUtcNow().UtcDateTime };
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            if (await context.Folders.CountAsync(one => one.OwnerId == owner) >= MaxOfAll) throw ApiException.Invalid(null, $"{MaxOfAll} folders are possible; delete one first.", "folders_full");
            await RequireFree(context, folder);
            context.Folders.Add(folder);
        });
        return folder;
    }

    public async Task<Folder> Rename(Guid owner, Guid id, string name)
    {
        Folder? renamed = null;
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            renamed = await Mine(context, owner, id);
            renamed.Name = Clean(name);
            await RequireFree(context, renamed);
        });
        return renamed!;
    }

    /// <summary>Takes the folder away; its chats stay, in no folder.</summary>
    public Task Delete(Guid owner, Guid id) => stores.Main.Log.Append(Guid.Empty, [], async context =>
    {
        context.Folders.Remove(await Mine(context, owner, id));
        await context.Chats.Where(chat => chat.FolderId == id && chat.OwnerId == owner).ExecuteUpdateAsync(set => set.SetProperty(chat => chat.FolderId, (Guid?)null));
    });

    private static async Task<Folder> Mine(StoreContext context, Guid owner, Guid id) =>
        await context.Folders.FindAsync(id) is { } folder && folder.OwnerId == owner
            ? folder
            : throw new ApiException(ApiError.NotFound("folder", "there is no such folder; it may have been deleted.", "folder_not_found"));

    private static async Task RequireFree(StoreContext context, Folder folder)
    {
        var names = await context.Folders.AsNoTracking().Where(one => one.OwnerId == folder.OwnerId && one.Id != folder.Id).Select(one => one.Name).ToListAsync();
        if (names.Contains(folder.Name, StringComparer.OrdinalIgnoreCase)) throw new ApiException(ApiError.Conflict($"there is a folder '{folder.Name}' already.", "name_taken"));
    }

    private static string Clean(string name)
    {
        var clean = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return clean.Length is > 0 and <= MaxName ? clean : throw ApiException.Invalid("name", $"a folder's name has 1 to {MaxName} characters.");
    }
}
