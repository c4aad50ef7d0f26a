using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Store;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Chats;

/// <summary>What the log of chats promises, whatever database is under it.</summary>
public abstract class ChatLogTests : IAsyncLifetime
{
    private static readonly Guid chat = Examples.Id(1);

    private readonly CancellationTokenSource end = new(TimeSpan.FromMinutes(1));
    private StoreFactory store = null!;
    private ChatLog log = null!;

    private protected abstract Task<StoreFactory> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        store = await OpenAsync();
        log = new ChatLog(store);
        await log.Append(chat, [], Change(context => context.Chats.Add(new Chat { Id = chat, CreatedAt = Examples.Time, UpdatedAt = Examples.Time })));
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (log is not null) await log.DisposeAsync();
        store?.Dispose();
        end.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Fifty_writers_at_once_make_one_order_without_a_gap()
    {
        const int Writers = 50, Each = 10;
        var heard = Task.Run(() => Read(0, Writers * Each));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var at = 0; at < Each; at++) await log.Append(chat, [Text($"{writer}/{at}")]);
        })));

        var entries = await heard;
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(number => (long)number), entries.Select(entry => entry.Sequence));
        Assert.All(entries.GroupBy(entry => entry.Text.Split('/')[0]), own => Assert.Equal(Enumerable.Range(0, Each), own.Select(entry => int.Parse(entry.Text.Split('/')[1]))));
        await using var context = store.Open();
        Assert.Equal(entries.Select(entry => entry.Text), await context.Log.OrderBy(entry => entry.Sequence).Select(entry => entry.Text).ToListAsync());
    }

    [Fact]
    public async Task Whoever_hears_of_an_entry_finds_it_in_the_tables()
    {
        const int Count = 100;
        var found = new ConcurrentBag<bool>();
        var heard = Task.Run(async () =>
        {
            await foreach (var entry in log.Read(chat, 0, end.Token))
            {
                await using var context = store.Open();
                found.Add(await context.Log.AnyAsync(one => one.ChatId == chat && one.Sequence == entry!.Sequence, end.Token));
                if (entry!.Sequence == Count) return;
            }
        });

        for (var at = 0; at < Count; at++) await log.Append(chat, [Text($"{at}")]);

        await heard;
        Assert.Equal(Count, found.Count);
        Assert.DoesNotContain(false, found);
    }

    [Fact]
    public async Task Nothing_is_heard_of_what_is_not_committed()
    {
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var written = log.Append(chat, [Text("later")], async _ =>
        {
            reached.TrySetResult();
            await release.Task;
        });
        await reached.Task;

        var heard = Task.Run(() => Read(0, 1));
        while (log.ReaderCount == 0) await Task.Delay(5, end.Token);
        var before = heard.IsCompleted;
        release.SetResult();
        await written;

        Assert.False(before);
        Assert.Equal("later", Assert.Single(await heard).Text);
    }

    [Fact]
    public async Task A_change_that_fails_fails_alone()
    {
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = log.Append(chat, [Text("first")], async _ =>
        {
            reached.TrySetResult();
            await release.Task;
        });
        await reached.Task;
        // These wait for the one above, so they come into one commit.
        var sound = Enumerable.Range(0, 5).Select(at => log.Append(chat, [Text($"sound {at}")])).ToList();
        var thrown = log.Append(chat, [Text("thrown")], _ => throw new InvalidOperationException("no"));
        var refused = log.Append(chat, [Text("refused")], Change(context => context.Messages.Add(new Message { Id = Guid.NewGuid(), ChatId = Guid.NewGuid() })));
        var last = log.Append(chat, [Text("last")]);

        release.SetResult();

        await Task.WhenAll([first, .. sound, last]);
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => thrown)).Message);
        await Assert.ThrowsAsync<DbUpdateException>(() => refused);
        var entries = await Read(0, 7);
        Assert.Equal(["first", "sound 0", "sound 1", "sound 2", "sound 3", "sound 4", "last"], entries.Select(entry => entry.Text));
        Assert.Equal(Enumerable.Range(1, 7).Select(number => (long)number), entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task A_slow_reader_is_let_go_and_loses_nothing_when_it_comes_back()
    {
        const int Batch = 400, Batches = 5, All = 1 + Batch * Batches;
        var heard = new List<LogEntry>();
        await using (var slow = log.Read(chat, 0, end.Token).GetAsyncEnumerator(end.Token))
        {
            var first = slow.MoveNextAsync().AsTask();
            while (log.ReaderCount == 0) await Task.Delay(5, end.Token);
            await Task.Delay(200, end.Token);       // it is past the tables, and waits for what comes
            await log.Append(chat, [Text("0")]);
            Assert.True(await first);
            heard.Add(slow.Current!);

            for (var batch = 0; batch < Batches; batch++) await log.Append(chat, [.. Enumerable.Range(0, Batch).Select(at => Text($"{1 + batch * Batch + at}"))]);

            while (await slow.MoveNextAsync()) heard.Add(slow.Current!);
        }
        var heardAtFirst = heard.Count;
        if (heard.Count < All) heard.AddRange(await Read(heard[^1].Sequence, All - heard.Count));

        Assert.InRange(heardAtFirst, 1, All - 1);
        Assert.Equal(Enumerable.Range(0, All).Select(number => $"{number}"), heard.Select(entry => entry.Text));
        Assert.Equal(0, log.ReaderCount);
    }

    [Fact]
    public async Task From_any_number_on_the_rest_is_the_same()
    {
        const int Count = 120;
        var writing = Task.Run(async () =>
        {
            for (var at = 1; at <= Count; at++) await log.Append(chat, [Text($"{at}")]);
        });
        var random = new Random(7);

        var tails = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => random.Next(Count)).Select(from => Task.Run(async () => (From: from, Entries: await ReadWhenThere(from, Count)))));
        await writing;

        Assert.All(tails, tail => Assert.Equal(Enumerable.Range(tail.From + 1, Count - tail.From).Select(at => ((long)at, $"{at}")), tail.Entries.Select(entry => (entry.Sequence, entry.Text))));
    }

    [Fact]
    public async Task A_number_that_never_was_begins_anew()
    {
        await log.Append(chat, [Text("1")]);

        await using var reader = log.Read(chat, 99, end.Token).GetAsyncEnumerator(end.Token);
        Assert.True(await reader.MoveNextAsync());

        Assert.Null(reader.Current);
    }

    private static NewEntry Text(string text) => new(LogKind.Text, Examples.Message, text);

    private static Func<StoreContext, Task> Change(Action<StoreContext> change) => context =>
    {
        change(context);
        return Task.CompletedTask;
    };

    private async Task<List<LogEntry>> ReadWhenThere(int from, int count)
    {
        while (true)
        {
            await using (var context = store.Open())
                if (await context.Chats.Where(one => one.Id == chat).Select(one => one.LastSequence).SingleAsync(end.Token) >= from) break;
            await Task.Delay(1, end.Token);
        }
        return await Read(from, count - from);
    }

    private async Task<List<LogEntry>> Read(long after, int count)
    {
        var entries = new List<LogEntry>();
        await foreach (var entry in log.Read(chat, after, end.Token))
        {
            entries.Add(entry ?? throw new InvalidOperationException("entries are gone"));
            if (entries.Count == count) break;
        }
        return entries;
    }
}

public sealed class SqliteFileChatLogTests : ChatLogTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-log");

    private protected override Task<StoreFactory> OpenAsync() => Stores.SqliteFile(folder.FullName);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

public sealed class SqliteMemoryChatLogTests : ChatLogTests
{
    private protected override Task<StoreFactory> OpenAsync() => Stores.SqliteMemory();
}

public sealed class PostgresChatLogTests(PostgresServer server) : ChatLogTests, IClassFixture<PostgresServer>
{
    private protected override async Task<StoreFactory> OpenAsync() => await Stores.Postgres(await server.NewDatabaseAsync());
}
