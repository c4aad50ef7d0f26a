using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Upkeep;

/// <summary>
/// The store in a file. A migration works on a copy, which takes the file's place by a rename once it is checked: SQLite cannot change every kind of
/// table within one transaction, and a rename needs none.
/// </summary>
/// <param name="more">Further options of the store; tests add a later schema.</param>
internal sealed class SqliteDatabase(string path, Action<DbContextOptionsBuilder>? more = null) : StoreDatabase
{
    public override string Name => path;

    public override string Ending => ".db";

    protected override string Tables =>
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'search\\_terms%' ESCAPE '\\'";

    public override StoreFactory Factory() => StoreFactory.Sqlite(path, isPooled: false, more);

    public override async Task Copy(string target)
    {
        await using var connection = await Open(path, SqliteOpenMode.ReadWrite);
        await Run(connection, "VACUUM INTO $target", ("$target", target));
    }

    public override async Task CopyAtRest(string target)
    {
        await Settle(path);
        File.Copy(path, target);
    }

    public override async Task<IReadOnlyList<TableRows>> Migrate(bool isRehearsal)
    {
        var isNew = !File.Exists(path);
        var next = isNew && isRehearsal ? Path.Combine(Path.GetTempPath(), $"zhiyan-{Guid.NewGuid():N}.db") : $"{path}.next";
        Remove(next);
        try
        {
            if (!isNew && isRehearsal) await Copy(next);
            else if (!isNew) await CopyAtRest(next);
            var before = isNew ? [] : await Count(next);
            using (var factory = StoreFactory.Sqlite(next, isPooled: false, more))
            await using (var context = factory.Open())
                await context.Database.MigrateAsync();
            await Check(next);
            var rows = Compare(before, await Count(next));
            await Settle(next);
            if (!isRehearsal) DurableFile.Place(next, path);
            return rows;
        }
        catch (Exception error) when (error is SqliteException or InvalidOperationException or NotSupportedException)
        {
            throw Failed(error);
        }
        finally
        {
            Remove(next);
        }
    }

    public override async Task Replace(string copy)
    {
        if (File.Exists(path)) await Settle(path);      // a log that stayed behind would be read into the other file
        await DurableFile.Copy(copy, path);
    }

    public override async Task Check(string copy)
    {
        try
        {
            await using var connection = await Open(copy, SqliteOpenMode.ReadWrite);
            var faults = await Column(connection, "PRAGMA integrity_check");
            if (faults is not ["ok"]) throw new DataFolderException($"{copy} is damaged ({string.Join("; ", faults.Take(3))}); take another copy.");
            var loose = await Column(connection, "PRAGMA foreign_key_check");
            if (loose.Count > 0) throw new DataFolderException($"{copy} is damaged: {loose.Count} rows of {string.Join(", ", loose.Distinct().Take(5))} refer to rows that are not there; take another copy.");
        }
        catch (SqliteException error)
        {
            throw new DataFolderException($"{copy} cannot be read as a database ({error.Message}); take another copy.", error);
        }
    }

    private async Task<Dictionary<string, long>> Count(string file)
    {
        await using var connection = await Open(file, SqliteOpenMode.ReadWrite);
        return await CountRows(connection, Tables);
    }

    /// <summary>Folds the write-ahead log into the file, so that the file is all there is.</summary>
    internal static async Task Settle(string file)
    {
        await using (var connection = await Open(file, SqliteOpenMode.ReadWrite))
        {
            if (await Column(connection, "PRAGMA wal_checkpoint(TRUNCATE)") is not ["0"])
                throw new DataFolderException($"{file} is in use by another program; end that first.");
        }
        if (File.Exists($"{file}-wal") && new FileInfo($"{file}-wal").Length > 0) throw new DataFolderException($"{file} is in use by another program; end that first.");
        File.Delete($"{file}-wal");
        File.Delete($"{file}-shm");
    }

    private static async Task<SqliteConnection> Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private static async Task Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync();
    }

    private static void Remove(string file)
    {
        foreach (var ending in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(file + ending);
    }
}
