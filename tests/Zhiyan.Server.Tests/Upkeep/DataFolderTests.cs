using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Libraries;
using Zhiyan.Server.Tests.Organise;
using Zhiyan.Server.Tests.Store;
using Zhiyan.Server.Upkeep;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Upkeep;

public sealed class DataFolderTests
{
    [Fact]
    public async Task A_new_folder_gets_the_schema_of_the_program_and_no_snapshot()
    {
        using var kept = new KeptFolder();

        var report = await kept.Open().Upgrade(isRehearsal: false);

        Assert.Equal((0, 1, (string?)null), (report.From, report.To, report.Snapshot));
        Assert.Empty(kept.Snapshots());
        Assert.Empty((await kept.Open().Upgrade(isRehearsal: false)).Steps);
    }

    [Fact]
    public async Task A_store_from_before_schemas_were_counted_is_of_schema_1_and_goes_on()
    {
        using var kept = await KeptFolder.Filled();
        kept.Run("DROP TABLE __EFMigrationsHistory");
        var rows = kept.Scalar("SELECT COUNT(*) FROM Messages");

        var report = await kept.Open(LaterSchema.Use).Upgrade(isRehearsal: false);

        Assert.Equal((1, 2), (report.From, report.To));
        Assert.Equal(rows, kept.Scalar("SELECT COUNT(*) FROM Messages"));
        Assert.Single(kept.Snapshots());
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_old_state_and_says_so()
    {
        using var kept = await KeptFolder.Filled();
        var (files, bytes) = (kept.Files(), kept.Bytes);

        var error = await Assert.ThrowsAsync<DataFolderException>(() => kept.Open(BrokenSchema.Use).Upgrade(isRehearsal: false));

        Assert.Contains("is as it was", error.Message);
        Assert.Contains("NoSuchTable", error.Message);
        Assert.Equal(bytes, kept.Bytes);
        Assert.Equal(files, kept.Files());
    }

    [Fact]
    public async Task A_store_of_a_later_program_is_refused_with_both_schemas_and_the_way_back()
    {
        using var kept = await KeptFolder.Filled();
        await kept.Open(LaterSchema.Use).Upgrade(isRehearsal: false);

        var error = await Assert.ThrowsAsync<DataFolderException>(() => RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { DataFolder = kept.Path }));

        Assert.Contains("schema 2 (29990101000000_ColoursOfFolders)", error.Message);
        Assert.Contains("schema 1 (", error.Message);
        Assert.Contains("zhiyan rollback", error.Message);
        await kept.Open().Rollback(to: null);
        await using var running = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { DataFolder = kept.Path });
    }

    [Fact]
    public async Task What_was_written_since_is_set_aside_by_a_rollback_and_can_come_back()
    {
        using var kept = await KeptFolder.Filled();
        var folder = kept.Open(LaterSchema.Use);
        await folder.Upgrade(isRehearsal: false);
        kept.Run("UPDATE Chats SET Title = 'later'");
        var later = kept.Dump();

        var back = await folder.Rollback(to: null);
        var titles = kept.Scalar("SELECT COUNT(*) FROM Chats WHERE Title = 'later'");
        await folder.Rollback(Path.GetFileNameWithoutExtension(back.SetAside));

        Assert.Equal(0, titles);
        Assert.Equal(later, kept.Dump());
    }

    [Fact]
    public async Task The_last_snapshots_are_kept_and_the_oldest_go()
    {
        using var kept = await KeptFolder.Filled();
        var snapshots = new Snapshots(kept.Path, new SqliteDatabase(kept.Database), TimeProvider.System);

        var taken = new List<string>();
        for (var at = 0; at < Snapshots.Kept + 2; at++)
        {
            taken.Add(await snapshots.Take(1));
            await Task.Delay(2);        // names tell milliseconds
        }

        Assert.Equal(taken.TakeLast(Snapshots.Kept), kept.Snapshots());
        Assert.Equal(2 * Snapshots.Kept, Directory.GetFiles(Path.Combine(kept.Path, "snapshots")).Length);
    }

    [Fact]
    public async Task A_snapshot_that_was_changed_is_not_gone_back_to()
    {
        using var kept = await KeptFolder.Filled();
        await kept.Open(LaterSchema.Use).Upgrade(isRehearsal: false);
        var (snapshot, bytes) = (Path.Combine(kept.Path, "snapshots", kept.Snapshots()[0] + ".db"), kept.Bytes);
        await File.AppendAllTextAsync(snapshot, "x");

        await Assert.ThrowsAsync<DataFolderException>(() => kept.Open().Rollback(to: null));

        Assert.Equal(bytes, kept.Bytes);
    }

    [Fact]
    public async Task Two_servers_never_share_a_folder_and_neither_does_a_restore()
    {
        using var kept = await KeptFolder.Filled();
        var backup = (await kept.Open().Backup(null, kept.Path)).Path;
        var settings = RunningServer.Settings with { DataFolder = kept.Path };
        await using (var running = await RunningServer.Start(new ScriptedEngine(), settings))
        {
            foreach (var refused in (Func<Task>[])[() => RunningServer.Start(new ScriptedEngine(), settings), () => kept.Open().Restore(backup), () => kept.Open().Rollback(to: null), () => kept.Open().Upgrade(isRehearsal: false)])
                Assert.Contains("in use by another zhiyan", (await Assert.ThrowsAsync<DataFolderException>(refused)).Message);
        }

        await using var again = await RunningServer.Start(new ScriptedEngine(), settings);
    }

    [Fact]
    public async Task A_backup_of_a_running_server_brings_everything_back_elsewhere()
    {
        using var kept = await KeptFolder.Filled();
        using var other = new KeptFolder();
        var backup = Path.Combine(other.Path, "backup.zip");
        // On the day of its rows nothing is old enough to be swept away.
        await using (var running = await RunningServer.Start(ScriptedModels.Of(new ScriptedEngine()), RunningServer.Settings with { DataFolder = kept.Path }, new SetClock { Now = Examples.Time }))
        {
            while (kept.Scalar("SELECT COUNT(*) FROM Settings WHERE Name = 'search-index'") == 0) await Task.Delay(10, TestContext.Current.CancellationToken);     // written behind the server's back
            await kept.Open().Backup(backup, other.Path);
        }

        var restored = await other.Open().Restore(backup);

        Assert.Equal((1, 2, (string?)null), (restored.Schema, restored.Files, restored.Snapshot));
        Assert.Equal(kept.Dump(), other.Dump());
        Assert.Equal(OfFiles(kept), OfFiles(other));
    }

    [Fact]
    public async Task A_restore_keeps_what_was_there_as_a_snapshot()
    {
        using var kept = await KeptFolder.Filled();
        var backup = (await kept.Open().Backup(null, kept.Path)).Path;
        kept.Run("UPDATE Chats SET Title = 'later'");
        var later = kept.Dump();

        var restored = await kept.Open().Restore(backup);
        var titles = kept.Scalar("SELECT COUNT(*) FROM Chats WHERE Title = 'later'");
        await kept.Open().Rollback(restored.Snapshot);

        Assert.Equal(0, titles);
        Assert.Equal(later, kept.Dump());
    }

    [Fact]
    public async Task A_backup_that_is_damaged_cut_short_or_forged_changes_nothing()
    {
        using var kept = await KeptFolder.Filled();
        using var elsewhere = new KeptFolder();
        var backup = (await kept.Open().Backup(null, elsewhere.Path)).Path;
        var files = kept.Files();
        var whole = await File.ReadAllBytesAsync(backup);
        var random = new Random(3);
        var damaged = new List<byte[]> { whole[..(whole.Length / 2)], whole[..^30], "no zip"u8.ToArray(), Rename(backup, "files/", "../../escaped/"), Rename(backup, "manifest.json", "other.json"), Rename(backup, "secrets/", "secrets2/") };
        for (var at = 0; at < 20; at++)
        {
            var changed = whole.ToArray();
            changed[random.Next(whole.Length / 2)] ^= 0x55;     // somewhere in the packed contents
            damaged.Add(changed);
        }

        foreach (var bytes in damaged)
        {
            var file = Path.Combine(elsewhere.Path, "damaged.zip");
            await File.WriteAllBytesAsync(file, bytes);
            var error = await Record.ExceptionAsync(() => kept.Open().Restore(file));
            // A bit in what the zip says of itself, such as a time, harms nothing.
            if (error is not null) Assert.IsType<DataFolderException>(error);
            Assert.Equal(files.Keys.Where(name => name.StartsWith("files", StringComparison.Ordinal)), kept.Files().Keys.Where(name => name.StartsWith("files", StringComparison.Ordinal)));
            Assert.Equal(2, kept.Scalar("SELECT COUNT(*) FROM Chats"));
        }
        Assert.False(Directory.Exists(Path.Combine(kept.Path, "..", "escaped")));
    }

    [Fact]
    public async Task A_backup_of_a_later_schema_is_refused()
    {
        using var kept = await KeptFolder.Filled();
        using var other = new KeptFolder();
        await kept.Open(LaterSchema.Use).Upgrade(isRehearsal: false);
        var backup = (await kept.Open(LaterSchema.Use).Backup(null, kept.Path)).Path;

        var error = await Assert.ThrowsAsync<DataFolderException>(() => other.Open().Restore(backup));

        Assert.Contains("schema 2", error.Message);
        Assert.False(File.Exists(other.Database));
    }

    [Fact]
    public async Task Libraries_go_with_a_backup_and_what_was_there_comes_back_by_a_rollback()
    {
        using var kept = await KeptFolder.Filled();
        using var other = await KeptFolder.Filled();
        var backup = Path.Combine(kept.Path, "..", $"{Guid.NewGuid():N}.zip");
        await using (var rig = await LibraryRig.Start(kept.Path))
        {
            await Put(rig, "papers", "deep/a.txt", "The river is long.");
            await kept.Open().Backup(backup, kept.Path);
        }
        await using (var rig = await LibraryRig.Start(other.Path)) await Put(rig, "secret", "b.txt", "The hill is high.");

        var restored = await other.Open().Restore(backup);
        IReadOnlyList<DocumentEntry> documents, synced;
        await using (var rig = await LibraryRig.Start(other.Path))
        {
            var library = Assert.Single(rig.Shelf.List(new LibraryReader(null, true)));
            documents = library.Contents;
            rig.Running.Server.Services.GetRequiredService<LibraryWork>().Request(library);
            while (library.Settings.IsBehind) await Task.Delay(10, TestContext.Current.CancellationToken);
            synced = library.Contents;
        }
        await other.Open().Rollback(restored.Snapshot);
        File.Delete(backup);

        Assert.Equal("deep/a.txt", Assert.Single(documents).Path);
        Assert.Equal(documents.Select(entry => entry.Id), synced.Select(entry => entry.Id));      // the folder lies elsewhere now, and the document is the same
        Assert.Equal(["b.txt"], Directory.GetFiles(Path.Combine(other.Path, "libraries"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)));
        await using var back = await LibraryRig.Start(other.Path);
        Assert.Equal("secret", Assert.Single(back.Shelf.List(new LibraryReader(null, true))).Name);

        static async Task Put(LibraryRig rig, string name, string path, string text)
        {
            var reader = new LibraryReader(null, true);
            await rig.Shelf.Create(reader, name);
            await rig.Shelf.Add(reader, name, path, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
            while (rig.Shelf.Find(reader, name) is var library && (library.Contents.Count == 0 || library.Settings.IsBehind)) await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> OfFiles(KeptFolder kept) =>
        kept.Files().Where(file => file.Key.StartsWith("files", StringComparison.Ordinal) || file.Key.StartsWith("secrets", StringComparison.Ordinal));

    /// <summary>The backup with a word in its entries' names and its manifest changed.</summary>
    private static byte[] Rename(string backup, string from, string to)
    {
        using var memory = new MemoryStream();
        using (var source = ZipFile.OpenRead(backup))
        using (var target = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var read = entry.Open();
                using var write = target.CreateEntry(entry.FullName.Replace(from, to, StringComparison.Ordinal)).Open();
                if (entry.FullName != "manifest.json") read.CopyTo(write);
                else write.Write(System.Text.Encoding.UTF8.GetBytes(new StreamReader(read).ReadToEnd().Replace(from, to, StringComparison.Ordinal)));
            }
        }
        return memory.ToArray();
    }
}

/// <summary>The same way there and back in PostgreSQL, by its own programs.</summary>
public sealed class PostgresUpkeepTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Goes_up_and_back_and_elsewhere()
    {
        var connection = await server.NewDatabaseAsync();
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "pg_dump"))), "pg_dump is not on PATH (Debian: apt install postgresql-client)");
        using var kept = new KeptFolder();
        using var other = new KeptFolder();
        await Fill(connection);
        var later = new DataFolder(kept.Path, new PostgresDatabase(connection, LaterSchema.Use), TimeProvider.System);

        var rehearsed = await later.Upgrade(isRehearsal: true);
        var rehearsal = await Schema(connection);
        await Assert.ThrowsAsync<DataFolderException>(() => new DataFolder(kept.Path, new PostgresDatabase(connection, BrokenSchema.Use), TimeProvider.System).Upgrade(isRehearsal: false));
        var failed = (await Schema(connection), await Messages(connection));
        var report = await later.Upgrade(isRehearsal: false);
        var upgraded = await Schema(connection);
        var backup = (await later.Backup(null, kept.Path)).Path;
        var back = await later.Rollback(report.Snapshot);
        var elsewhere = await server.NewDatabaseAsync();
        await new DataFolder(other.Path, new PostgresDatabase(elsewhere, LaterSchema.Use), TimeProvider.System).Restore(backup);

        Assert.Equal(rehearsed.Tables, report.Tables);
        Assert.Equal((1, 1, 2), (rehearsal, failed.Item1, upgraded));
        Assert.Equal((1, 1), (await Schema(connection), back.Schema));
        Assert.Equal(2, await Schema(elsewhere));
        Assert.Equal((2, 2, 2), (failed.Item2, await Messages(connection), await Messages(elsewhere)));
        Assert.True(File.Exists(back.SetAside));
    }

    [Fact]
    public async Task A_new_database_gets_the_schema_of_the_program()
    {
        var connection = await server.NewDatabaseAsync();
        using var kept = new KeptFolder();

        var report = await new DataFolder(kept.Path, new PostgresDatabase(connection), TimeProvider.System).Upgrade(isRehearsal: false);

        Assert.Equal((0, 1, (string?)null), (report.From, report.To, report.Snapshot));
        Assert.Equal(1, await Schema(connection));
    }

    [Fact]
    public async Task Libraries_in_the_database_go_with_a_backup_and_take_the_place_of_others()
    {
        var (connection, elsewhere) = (await server.NewDatabaseAsync(), await server.NewDatabaseAsync());
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "pg_dump"))), "pg_dump is not on PATH (Debian: apt install postgresql-client)");
        using var kept = new KeptFolder();
        using var other = new KeptFolder();
        await Fill(connection);
        await Fill(elsewhere);
        using (var knowledge = Libraries(kept, connection)) knowledge.FindOrCreate("papers");
        using (var knowledge = Libraries(other, elsewhere)) knowledge.FindOrCreate("secret");

        var backup = (await new DataFolder(kept.Path, new PostgresDatabase(connection), TimeProvider.System).Backup(null, kept.Path)).Path;
        var restored = await new DataFolder(other.Path, new PostgresDatabase(elsewhere), TimeProvider.System).Restore(backup);
        IReadOnlyList<string> names;
        using (var knowledge = Libraries(other, elsewhere)) names = knowledge.Names();
        await new DataFolder(other.Path, new PostgresDatabase(elsewhere), TimeProvider.System).Rollback(restored.Snapshot);
        using var back = Libraries(other, elsewhere);

        Assert.Equal(["papers"], names);
        Assert.Equal(["secret"], back.Names());
    }

    private static KnowledgeBase Libraries(KeptFolder folder, string connection) => KnowledgeBase.Open(new KnowledgeSettings { Folder = folder.Path, Connection = connection }, null, TimeProvider.System);

    private static async Task Fill(string connection)
    {
        using var store = await Stores.Postgres(connection);
        await using var context = store.Open();
        context.AddRange(Examples.All());
        await context.SaveChangesAsync();
    }

    private static async Task<int> Schema(string connection)
    {
        using var store = StoreFactory.Postgres(connection);
        await using var context = store.Open();
        return (await context.Database.GetAppliedMigrationsAsync()).Count();
    }

    private static async Task<int> Messages(string connection)
    {
        using var store = StoreFactory.Postgres(connection);
        await using var context = store.Open();
        return await context.Messages.CountAsync(message => message.ChatId == Examples.Chat);
    }
}
