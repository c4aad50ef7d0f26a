using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Files;

namespace Zhiyan.Server.Organise;

/// <summary>Takes away for good what was deleted long ago: chats, and then the files and tags that nothing refers to any more.</summary>
internal sealed class Sweeper(ChatStores stores, FileStore files, TimeProvider time, ILogger<Sweeper> logger) : BackgroundService
{
    /// <summary>How long a deletion can be undone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    private static readonly TimeSpan Period = TimeSpan.FromHours(6);

    private const int Batch = 100;

    /// <summary>The number of chats that went.</summary>
    public async Task<int> Sweep(CancellationToken cancellation = default)
    {
        var limit = time.GetUtcNow().UtcDateTime - Grace;
        var gone = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            List<Guid> chats;
            await using (var context = stores.Main.Open())
            {
                // Beside the deleted: chats that were opened and left without a word.
                chats = await context.Chats.Where(chat => chat.DeletedAt < limit || chat.Title == "" && chat.LeafId == null && chat.Draft == "" && chat.UpdatedAt < limit)
                    .OrderBy(chat => chat.Id).Select(chat => chat.Id).Take(Batch).ToListAsync(cancellation);
            }
            if (chats.Count == 0) break;
            var taken = 0;
            // Each asks again at its turn: it may have been restored, or written in, meanwhile.
            await stores.Main.Log.Append(Guid.Empty, [], async context => taken = await context.Chats
                .Where(chat => chats.Contains(chat.Id) && (chat.DeletedAt < limit || chat.Title == "" && chat.LeafId == null && chat.Draft == "" && chat.UpdatedAt < limit)).ExecuteDeleteAsync());
            gone += taken;
            if (taken == 0) break;
        }
        await stores.Main.Log.Append(Guid.Empty, [], context => context.Tags.Where(tag => !context.ChatTags.Any(one => one.TagId == tag.Id)).ExecuteDeleteAsync());
        await files.Sweep(limit, cancellation);
        return gone;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)     // what is left goes the next time
            {
                logger.LogWarning(error, "what was deleted long ago could not be taken away");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
