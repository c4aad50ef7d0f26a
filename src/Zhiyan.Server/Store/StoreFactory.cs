using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Zhiyan.Server.Store;

/// <summary>Opens one store, a context for each piece of work. Thread-safe.</summary>
internal sealed class StoreFactory : IDisposable
{
    private readonly Func<StoreContext> open;
    private readonly SqliteConnection? keeper;

    private StoreFactory(Func<StoreContext> open, SqliteConnection? keeper = null)
    {
        this.open = open;
        this.keeper = keeper;
    }

    /// <summary>A store in a file, in write-ahead mode; what is committed is on the disk.</summary>
    public static StoreFactory Sqlite(string path)
    {
        var options = Options($"Data Source={path};Foreign Keys=True;Default Timeout=30");
        return new(() => new SqliteContext(options));
    }

    public static StoreFactory Postgres(string connection)
    {
        var options = new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(connection).Options;
        return new(() => new PostgresContext(options));
    }

    /// <summary>A store that ends with the process and never touches a disk.</summary>
    public static StoreFactory InMemory()
    {
        var connection = $"Data Source=zhiyan-{Guid.NewGuid():N};Mode=Memory;Cache=Shared;Foreign Keys=True";
        var keeper = new SqliteConnection(connection);
        keeper.Open();      // the memory lives as long as a connection to it
        var options = Options(connection);
        return new(() => new SqliteContext(options), keeper);
    }

    public StoreContext Open() => open();

    public void Dispose() => keeper?.Dispose();

    private static DbContextOptions<SqliteContext> Options(string connection) => new DbContextOptionsBuilder<SqliteContext>()
        .UseSqlite(connection).AddInterceptors(DurableWrites.Each).Options;
}
