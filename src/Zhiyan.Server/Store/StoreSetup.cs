using Microsoft.EntityFrameworkCore;

namespace Zhiyan.Server.Store;

/// <summary>Brings the stores to the schema of this program before anybody asks for anything.</summary>
internal sealed class StoreSetup(StoreFactory main, [FromKeyedServices(StoreSetup.Temporary)] StoreFactory temporary)
{
    public const string Temporary = "temporary";

    /// <summary>The file of the SQLite store in a data folder.</summary>
    public const string FileName = "zhiyan.db";

    public static StoreFactory Main(ServerSettings settings)
    {
        if (settings.Database is { } connection) return StoreFactory.Postgres(connection);
        if (settings.DataFolder is not { } folder) return StoreFactory.InMemory();
        Directory.CreateDirectory(folder);
        return StoreFactory.Sqlite(Path.Combine(folder, FileName));
    }

    public async Task Run()
    {
        await using (var context = main.Open()) await context.Database.EnsureCreatedAsync();
        await using (var context = temporary.Open()) await context.Database.EnsureCreatedAsync();
    }
}
