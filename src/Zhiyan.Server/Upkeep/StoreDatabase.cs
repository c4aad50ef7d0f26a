using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
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

    /// <summary>A store from before schemas were counted has the tables of the first one and no record of it; it gets one here.</summary>
    public async Task<StoreSchema> ReadSchema()
    {
        using var factory = Factory();
        await using var context = factory.Open();
        var applied = (await context.Database.GetAppliedMigrationsAsync()).ToList();
        if (applied.Count == 0 && await HasFirstTables(context)) applied.Add(await RecordFirst(context));
        return new StoreSchema(applied, [.. context.Database.GetMigrations()]);
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

    /// <summary>A query for the names of the tables that hold what people keep.</summary>
    protected abstract string Tables { get; }

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

    private async Task<bool> HasFirstTables(StoreContext context)
    {
        if (!await context.GetService<IRelationalDatabaseCreator>().ExistsAsync()) return false;
        await context.Database.OpenConnectionAsync();
        var there = await Column(context.Database.GetDbConnection(), Tables);
        return FirstTables(context).All(there.Contains);
    }

    /// <summary>The tables that the first migration makes.</summary>
    private static IEnumerable<string> FirstTables(StoreContext context)
    {
        var migrations = context.GetService<IMigrationsAssembly>();
        var first = migrations.CreateMigration(migrations.Migrations.Values.First(), context.Database.ProviderName!);
        return first.UpOperations.OfType<CreateTableOperation>().Select(made => made.Name);
    }

    private static async Task<string> RecordFirst(StoreContext context)
    {
        var history = context.GetService<IHistoryRepository>();
        await history.CreateIfNotExistsAsync();
        var first = context.Database.GetMigrations().First();
        await context.Database.ExecuteSqlRawAsync(history.GetInsertScript(new HistoryRow(first, ProductInfo.GetVersion())));
        return first;
    }

    private static long? Rows(Dictionary<string, long> counts, string table) => counts.TryGetValue(table, out var rows) ? rows : null;

    private static DbCommand Command(DbConnection connection, string sql, DbTransaction? transaction)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }
}
