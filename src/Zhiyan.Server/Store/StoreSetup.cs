using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Store;

/// <summary>Opens the stores, and brings them to the schema of this program before anybody asks for anything.</summary>
internal sealed class StoreSetup(StoreFactory main, [FromKeyedServices(StoreSetup.Temporary)] StoreFactory temporary)
{
    /// <summary>The key of the store that ends with the process.</summary>
    public const string Temporary = "temporary";

    /// <summary>The file of the SQLite store in a data folder.</summary>
    public const string FileName = "zhiyan.db";

    public static void AddServices(IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(_ => Open(settings));
        services.AddKeyedSingleton(Temporary, (_, _) => StoreFactory.InMemory());
        services.AddSingleton<StoreSetup>();
        services.AddSingleton<IProviderStore, ProviderStore>();
    }

    public async Task Run()
    {
        await using (var context = main.Open()) await context.Database.EnsureCreatedAsync();
        await using (var context = temporary.Open()) await context.Database.EnsureCreatedAsync();
    }

    private static StoreFactory Open(ServerSettings settings)
    {
        if (settings.Database is { } connection) return StoreFactory.Postgres(connection);
        if (settings.DataFolder is not { } folder) return StoreFactory.InMemory();
        Directory.CreateDirectory(folder);
        return StoreFactory.Sqlite(Path.Combine(folder, FileName));
    }
}
