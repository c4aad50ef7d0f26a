using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Upkeep;

/// <summary>The database of people and chats as a whole: its schema, copies of it, and the way to a later schema and back.</summary>
internal abstract class StoreDatabase
{
    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>How a copy's file name ends.</summary>
    public abstract string Ending { get; }

    public abstract StoreFactory Factory();

    public async Task<StoreSchema> ReadSchema()
    {
        using var factory = Factory();
        return await ReadSchema(factory);
    }

    /// <summary>A consistent copy, also while a server writes.</summary>
    public abstract Task Copy(string path);

    /// <summary>The same while nobody writes; where that is possible, byte for byte.</summary>
    public virtual Task CopyAtRest(string path) => Copy(path);

    /// <summary>Brings it to the last schema, wholly or not at all, and checks it before that counts.</summary>
    /// <param name="isRehearsal">Do it and leave everything as it was.</param>
    public abstract Task<IReadOnlyList<TableRows>> Migrate(bool isRehearsal);

    /// <summary>Puts a copy in its place, wholly or not at all.</summary>
    public abstract Task Replace(string copy);

    /// <summary>Throws a <see cref="DataFolderException"/> for a copy that is damaged.</summary>
    public abstract Task Check(string copy);

    protected static async Task<StoreSchema> ReadSchema(StoreFactory factory)
    {
        await using var context = factory.Open();
        return new StoreSchema([.. await context.Database.GetAppliedMigrationsAsync()], [.. context.Database.GetMigrations()]);
    }

    /// <summary>The rows of each table that a query lists.</summary>
    protected static async Task<Dictionary<string, long>> CountRows(DbConnection connection, string tables, DbTransaction? transaction = null)
    {
        var names = await Column(connection, tables, transaction);
        var rows = new Dictionary<string, long>();
        foreach (var name in names)
        {
            await using var command = Command(connection, $"SELECT COUNT(*) FROM \"{name.Replace("\"", "\"\"")}\"", transaction);
            rows[name] = Convert.ToInt64(await command.ExecuteScalarAsync());
        }
        return rows;
    }

    protected static async Task<List<string>> Column(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        await using var command = Command(connection, sql, transaction);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync()) values.Add(Convert.ToString(reader.GetValue(0))!);
        return values;
    }

    protected static IReadOnlyList<TableRows> Compare(Dictionary<string, long> before, Dictionary<string, long> after) =>
        [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(table => new TableRows(table, Rows(before, table), Rows(after, table)))];

    protected DataFolderException Failed(Exception error) => new($"{Name} could not be brought to the schema of this program, and is as it was: {error.Message}", error);

    private static long? Rows(Dictionary<string, long> counts, string table) => counts.TryGetValue(table, out var rows) ? rows : null;

    private static DbCommand Command(DbConnection connection, string sql, DbTransaction? transaction)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }
}
