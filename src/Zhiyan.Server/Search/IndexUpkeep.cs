using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Search;

/// <summary>Makes the index before anybody writes, and fills it anew behind the server's back when this program folds or cuts words otherwise than the one before.</summary>
internal sealed class IndexUpkeep(ChatStores stores, MessageIndex index, Indexing indexing, ILogger<IndexUpkeep> logger) : BackgroundService
{
    /// <summary>Raise it whenever the same text would give other terms or other columns.</summary>
    public const string Version = "1";

    private const string Name = "search-index";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Prepare();
        await base.StartAsync(cancellationToken);
    }

    public async Task Prepare()
    {
        await using var context = stores.Main.Open();
        await context.Database.OpenConnectionAsync();
        await index.CreateAsync(context.Database.GetDbConnection());
        if (await context.Settings.FindAsync(Name) is not null || await context.Chats.AnyAsync()) return;
        context.Settings.Add(new Setting { Name = Name, Value = Version });      // a new store has nothing to fill the index from
        await context.SaveChangesAsync();
    }

    /// <summary>Fills the index where another version filled it, a few messages a commit, so that nobody waits long.</summary>
    public async Task Renew(CancellationToken cancellation)
    {
        List<Guid> chats;
        await using (var context = stores.Main.Open())
        {
            if ((await context.Settings.FindAsync([Name], cancellation))?.Value == Version) return;
            chats = await context.Chats.Where(chat => chat.DeletedAt == null).OrderByDescending(chat => chat.UpdatedAt).Select(chat => chat.Id).ToListAsync(cancellation);
        }
        foreach (var chat in chats)
        {
            await stores.Main.Log.Append(chat, [], context => indexing.Begin(context, chat));
            Guid? last = null;
            do
            {
                cancellation.ThrowIfCancellationRequested();
                var from = last;
                await stores.Main.Log.Append(chat, [], async context => last = await indexing.PutMessages(context, chat, from));
            }
            while (last is not null);
        }
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            if (await context.Settings.FindAsync(Name) is { } known) known.Value = Version;
            else context.Settings.Add(new Setting { Name = Name, Value = Version });
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Renew(stoppingToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)     // the chats are whole without it; the next start tries again
        {
            logger.LogError(error, "the search index could not be filled");
        }
    }
}
