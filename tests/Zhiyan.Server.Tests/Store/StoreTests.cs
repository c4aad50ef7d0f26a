using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Store;

/// <summary>What every store has to do, whatever database is under it.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    private StoreFactory store = null!;

    /// <summary>An empty store with its tables.</summary>
    private protected abstract Task<StoreFactory> OpenAsync();

    public async ValueTask InitializeAsync() => store = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_kind_of_row_comes_back_as_it_was_put_in()
    {
        var rows = Examples.All();
        await using (var writing = store.Open())
        {
            writing.AddRange(rows);
            await writing.SaveChangesAsync();
        }

        await using var reading = store.Open();

        foreach (var row in rows)
        {
            var type = reading.Model.FindEntityType(row.GetType())!;
            var key = type.FindPrimaryKey()!.Properties.Select(property => property.PropertyInfo!.GetValue(row)).ToArray();
            var found = await reading.FindAsync(row.GetType(), key);
            Assert.True(found is not null, $"{type.ClrType.Name} is gone");
            foreach (var property in type.GetProperties().Where(property => property.PropertyInfo is not null))
            {
                var (put, got) = (property.PropertyInfo!.GetValue(row), property.PropertyInfo.GetValue(found));
                Assert.True(property.GetValueComparer().Equals(put, got), $"{type.ClrType.Name}.{property.Name} was {put} and is {got}");
                if (got is DateTime time) Assert.Equal(DateTimeKind.Utc, time.Kind);
            }
        }
    }

    [Fact]
    public void There_is_an_example_of_every_kind_of_row()
    {
        using var context = store.Open();

        var missing = context.Model.GetEntityTypes().Select(type => type.ClrType).Except(Examples.All().Select(row => row.GetType()));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task What_must_be_unique_is_refused_a_second_time()
    {
        await Add(Examples.All());

        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new Tag { Id = Guid.NewGuid(), OwnerId = Examples.Owner, Name = Examples.Tag }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new SavedPrompt { Id = Guid.NewGuid(), OwnerId = Examples.Owner, Name = "翻译" }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new Share { Id = Guid.NewGuid(), ChatId = Examples.Chat, Token = "token" }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new Invite { Id = Guid.NewGuid(), TokenHash = "token hash" }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new ApiKey { Id = Guid.NewGuid(), Hash = "key hash" }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new Person { Id = Guid.NewGuid(), UserName = "王", NormalizedUserName = "王小明" }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new LogEntry { ChatId = Examples.Chat, Sequence = 1, Kind = LogKind.Chat }));
    }

    [Fact]
    public async Task What_refers_to_nothing_is_refused()
    {
        await Add(Examples.All());

        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new Message { Id = Guid.NewGuid(), ChatId = Guid.NewGuid() }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new LogEntry { ChatId = Guid.NewGuid(), Sequence = 1 }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new QueuedMessage { Id = Guid.NewGuid(), ChatId = Guid.NewGuid() }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new MessageFile { MessageId = Examples.Message, FileId = Guid.NewGuid() }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new ChatTag { ChatId = Examples.Chat, TagId = Guid.NewGuid() }));
        await Assert.ThrowsAsync<DbUpdateException>(() => Add(new Share { Id = Guid.NewGuid(), ChatId = Guid.NewGuid(), Token = "another" }));
    }

    [Fact]
    public async Task A_chat_takes_all_that_is_its_own_with_it_and_nothing_else()
    {
        await Add(Examples.All());
        await using var context = store.Open();

        await context.Chats.Where(chat => chat.Id == Examples.Chat).ExecuteDeleteAsync();

        Assert.Equal(0, await context.Messages.CountAsync() + await context.MessageFiles.CountAsync() + await context.Log.CountAsync() + await context.Queue.CountAsync());
        Assert.Equal(0, await context.ChatTags.CountAsync() + await context.Shares.CountAsync() + await context.Set<SharePerson>().CountAsync());
        Assert.Equal((1, 1, 1), (await context.Tags.CountAsync(), await context.Files.CountAsync(), await context.Usage.CountAsync()));
    }

    [Fact]
    public async Task A_file_that_a_message_has_stays()
    {
        await Add(Examples.All());
        await using var context = store.Open();

        var error = await Record.ExceptionAsync(() => context.Files.ExecuteDeleteAsync());

        Assert.NotNull(error);
        Assert.Equal(1, await context.Files.CountAsync());
    }

    [Fact]
    public async Task Writers_beside_each_other_all_get_through()
    {
        const int Writers = 8, Each = 25;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var at = 0; at < Each; at++) await Add(new UsageEntry { PersonId = Examples.Owner, Model = $"{writer}/{at}", At = Examples.Time });
        })));

        await using var context = store.Open();
        Assert.Equal(Writers * Each, await context.Usage.Select(entry => entry.Model).Distinct().CountAsync());
    }

    [Fact]
    public async Task Nothing_is_there_of_a_transaction_that_ends_without_a_commit()
    {
        await using (var context = store.Open())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.AddRange(Examples.All());
            await context.SaveChangesAsync();
        }

        await using var reading = store.Open();
        Assert.False(await reading.Chats.AnyAsync());
    }

    private async Task Add(params object[] rows)
    {
        await using var context = store.Open();
        context.AddRange(rows);
        await context.SaveChangesAsync();
    }
}

public sealed class SqliteFileStoreTests : StoreTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-store");

    private protected override Task<StoreFactory> OpenAsync() => Stores.SqliteFile(folder.FullName);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

public sealed class SqliteMemoryStoreTests : StoreTests
{
    private protected override Task<StoreFactory> OpenAsync() => Stores.SqliteMemory();
}

public sealed class PostgresStoreTests(PostgresServer server) : StoreTests, IClassFixture<PostgresServer>
{
    private protected override async Task<StoreFactory> OpenAsync() => await Stores.Postgres(await server.NewDatabaseAsync());
}
