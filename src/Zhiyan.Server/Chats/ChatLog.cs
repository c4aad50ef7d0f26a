using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Search;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>
/// The log of every chat of a store. Whatever changes a chat goes through here: one writer takes all that waits, commits it together with its
/// changes, and tells the readers only then. So many streams cost one commit, nobody sees what could be lost, and the entries of a chat have one
/// order. Thread-safe.
/// </summary>
internal sealed class ChatLog : IAsyncDisposable
{
    /// <summary>Writes that may wait; more of them wait outside.</summary>
    private const int MaxWaiting = 4_096;

    /// <summary>Entries of a chat that are kept for readers who come back.</summary>
    public const int Kept = 1_000;

    /// <summary>Writes of one commit.</summary>
    private const int MaxTogether = 256;

    /// <summary>Entries a reader may be behind; a slower one is let go and comes back with the last number it saw.</summary>
    private const int MaxBehind = 1_024;

    /// <summary>Entries that are read at once.</summary>
    private const int PageSize = 256;

    private readonly StoreFactory store;
    private readonly Indexing? indexing;
    private readonly Channel<Write> writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<Channel<LogEntry>>> readers = [];        // guarded by the gate
    private readonly Task work;

    /// <param name="indexing">Follows every change; null for chats that no search finds.</param>
    public ChatLog(StoreFactory store, Indexing? indexing = null)
    {
        this.store = store;
        this.indexing = indexing;
        work = Task.Run(Work);
    }

    /// <summary>Readers at this moment, of all chats.</summary>
    public int ReaderCount
    {
        get
        {
            lock (gate) return readers.Values.Sum(of => of.Count);
        }
    }

    /// <summary>
    /// Commits a change and the entries that tell of it, or neither. The change is made in the writer's context, which saves it; it may be tried
    /// once more alone when something else in its commit failed. Throws what the change throws.
    /// </summary>
    public Task Append(Guid chat, IReadOnlyList<NewEntry> entries, Func<StoreContext, Task>? change = null) => Append(chat, async context =>
    {
        if (change is not null) await change(context);
        return entries;
    });

    /// <summary>The same for a change that finds out what there is to tell.</summary>
    public async Task Append(Guid chat, Func<StoreContext, Task<IReadOnlyList<NewEntry>>> change)
    {
        var write = new Write(chat, change);
        await writes.Writer.WriteAsync(write);
        await write.Done.Task;
    }

    /// <summary>
    /// Everything after an entry, then whatever comes, until cancelled. It ends by itself where the reader fell behind, and begins with null where
    /// entries after <paramref name="after"/> are gone, so that the chat is to be read anew.
    /// </summary>
    public async IAsyncEnumerable<LogEntry?> Read(Guid chat, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var live = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MaxBehind) { SingleReader = true });
        Join(chat, live);
        try
        {
            long last;
            await using (var context = store.Open())
                last = await context.Chats.Where(one => one.Id == chat).Select(one => one.LastSequence).FirstOrDefaultAsync(cancellation);
            if (after > last) yield return null;        // a number of another life of this chat: of a restored store, say
            after = Math.Min(after, last);
            var expected = after + 1;
            for (var page = await Page(chat, after, cancellation); page.Count > 0; page = await Page(chat, after, cancellation))
            {
                foreach (var entry in page)
                {
                    if (entry.Sequence != expected && entry.Kind is LogKind.Text or LogKind.Reasoning) yield return null;
                    expected = entry.Sequence + 1;
                    after = entry.Sequence;
                    yield return entry;
                }
            }
            await foreach (var entry in live.Reader.ReadAllAsync(cancellation))
            {
                if (entry.Sequence > after) yield return entry;
            }
        }
        finally
        {
            Leave(chat, live);
        }
    }

    /// <summary>Commits what still waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        await work;
    }

    /// <summary>Entries are read by the page: a reader that takes its time must not hold the tables.</summary>
    private async Task<List<LogEntry>> Page(Guid chat, long after, CancellationToken cancellation)
    {
        await using var context = store.Open();
        return await context.Log.AsNoTracking().Where(one => one.ChatId == chat && one.Sequence > after).OrderBy(one => one.Sequence).Take(PageSize).ToListAsync(cancellation);
    }

    private async Task Work()
    {
        var together = new List<Write>();
        while (await writes.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < MaxTogether && writes.Reader.TryRead(out var write)) together.Add(write);
            if (await TryCommit(together)) continue;
            foreach (var write in together) await TryCommit([write]);      // one of them is at fault, and only that one fails
        }
    }

    private async Task<bool> TryCommit(IReadOnlyList<Write> together)
    {
        try
        {
            var entries = new List<LogEntry>();
            await using (var context = store.Open())
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                foreach (var write in together) await Apply(context, write, entries);
                await context.SaveChangesAsync();
                await transaction.CommitAsync();
            }
            foreach (var entry in entries) Tell(entry);
            foreach (var write in together) write.Done.TrySetResult();
            return true;
        }
        catch (Exception error)     // a door: the caller of each write is told
        {
            if (together.Count == 1) together[0].Done.TrySetException(error);
            return false;
        }
    }

    private async Task Apply(StoreContext context, Write write, List<LogEntry> entries)
    {
        await context.SaveChangesAsync();       // what came before is in the tables when the change reads them
        var told = await write.Change(context);
        if (indexing is not null) await indexing.Follow(context);
        await context.SaveChangesAsync();
        if (told.Count == 0) return;
        var chat = await context.Chats.FindAsync(write.Chat);
        if (chat is null) return;       // deleted meanwhile, and nobody is left to tell
        foreach (var entry in told)
        {
            var made = new LogEntry { ChatId = chat.Id, Sequence = ++chat.LastSequence, Kind = entry.Kind, MessageId = entry.Message, Text = entry.Text };
            context.Log.Add(made);
            entries.Add(made);
        }
    }

    private void Join(Guid chat, Channel<LogEntry> reader)
    {
        lock (gate)
        {
            if (!readers.TryGetValue(chat, out var of)) readers[chat] = of = [];
            of.Add(reader);
        }
    }

    private void Leave(Guid chat, Channel<LogEntry> reader)
    {
        lock (gate)
        {
            if (readers.TryGetValue(chat, out var of) && of.Remove(reader) && of.Count == 0) readers.Remove(chat);
        }
    }

    private void Tell(LogEntry entry)
    {
        lock (gate)
        {
            foreach (var reader in readers.GetValueOrDefault(entry.ChatId) ?? [])
                if (!reader.Writer.TryWrite(entry)) reader.Writer.TryComplete();
        }
    }

    private sealed record Write(Guid Chat, Func<StoreContext, Task<IReadOnlyList<NewEntry>>> Change)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>An entry before it has a number.</summary>
internal sealed record NewEntry(LogKind Kind, Guid? Message = null, string Text = "");
