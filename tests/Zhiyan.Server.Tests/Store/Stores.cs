using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.Store;

/// <summary>Empty stores with the tables of this program, made the way the program makes them.</summary>
internal static class Stores
{
    public static Task<StoreFactory> SqliteFile(string folder) => Migrated(StoreFactory.Sqlite(Path.Combine(folder, StoreSetup.FileName)));

    public static Task<StoreFactory> Postgres(string connection) => Migrated(StoreFactory.Postgres(connection));

    public static async Task<StoreFactory> SqliteMemory()
    {
        var store = StoreFactory.InMemory();
        await using var context = store.Open();
        await context.Database.EnsureCreatedAsync();
        return store;
    }

    private static async Task<StoreFactory> Migrated(StoreFactory store)
    {
        await using var context = store.Open();
        await context.Database.MigrateAsync();
        return store;
    }
}
