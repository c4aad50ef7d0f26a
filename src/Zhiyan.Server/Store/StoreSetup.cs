using Zhiyan.Server.Providers;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Server.Store;

/// <summary>Opens the stores, and brings them to the schema of this program before anybody asks for anything.</summary>
internal sealed class StoreSetup(StoreFactory main, [FromKeyedServices(StoreSetup.Temporary)] StoreFactory temporary, ServerSettings settings, TimeProvider time)
{
    /// <summary>The key of the store that ends with the process.</summary>
    public const string Temporary = "temporary";

    /// <summary>The file of the SQLite store in a data folder.</summary>
    public const string FileName = "zhiyan.db";

    public static void AddServices(IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(_ => DataLock.Take(settings.DataFolder));
        services.AddSingleton(_ => Open(settings));
        services.AddKeyedSingleton(Temporary, (_, _) => StoreFactory.InMemory());
        services.AddSingleton<StoreSetup>();
        services.AddSingleton<IProviderStore, ProviderStore>();
    }

    public async Task Run()
    {
        if (settings.DataFolder is { } folder) await new DataFolder(folder, settings.Database, time).Prepare(settings.TakesSnapshots);
        else if (settings.Database is { } connection) await WithoutFolder(new PostgresDatabase(connection));
        else await Create(main);
        await Create(temporary);
    }

    /// <summary>There is nowhere to put a snapshot, so a change of the schema is made only for whoever keeps copies themselves.</summary>
    private async Task WithoutFolder(PostgresDatabase database)
    {
        var schema = await database.ReadSchema();
        schema.RequireKnown(database.Name);
        if (schema.Number > 0 && schema.Pending.Count > 0 && settings.TakesSnapshots)
            throw new DataFolderException($"{database.Name} has to go from schema {schema.Number} to {schema.Wanted}, and there is no data folder for a snapshot; name one with --data, or copy the database yourself and start with --no-snapshot.");
        if (schema.Pending.Count > 0) await database.Migrate(isRehearsal: false);
    }

    private static async Task Create(StoreFactory store)
    {
        await using var context = store.Open();
        await context.Database.EnsureCreatedAsync();
    }

    private static StoreFactory Open(ServerSettings settings)
    {
        if (settings.Database is { } connection) return StoreFactory.Postgres(connection);
        return settings.DataFolder is { } folder ? StoreFactory.Sqlite(Path.Combine(folder, FileName)) : StoreFactory.InMemory();
    }
}
