using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Zhiyan.Server.Store;

/// <summary>Opens one store, a context for each piece of work. Thread-safe.</summary>
internal sealed class StoreFactory : IDisposable
{
    private readonly Func<StoreContext> open;
    private readonly Action? close;

    private StoreFactory(Func<StoreContext> open, Action? close = null)
    {
        this.open = open;
        this.close = close;
    }

    /// <summary>A store in a file, in write-ahead mode; what is committed is on the disk.</summary>
    /// <param name="isPooled">False for a file that is moved once the work on it is done.</param>
    /// <param name="more">Further options; tests add a later schema.</param>
    public static StoreFactory Sqlite(string path, bool isPooled = true, Action<DbContextOptionsBuilder>? more = null)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30, Pooling = isPooled }.ToString();
        var options = Options(connection, more);
        return new(() => new SqliteContext(options), () =>
        {
            using var pooled = new SqliteConnection(connection);
            SqliteConnection.ClearPool(pooled);     // the last connection that closes folds the write-ahead log into the file
        });
    }

    public static StoreFactory Postgres(string connection, Action<DbContextOptionsBuilder>? more = null)
    {
        var builder = new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(connection).AddInterceptors(WholeText.Each);
        more?.Invoke(builder);
        var options = builder.Options;
        return new(() => new PostgresContext(options));
    }

    /// <summary>A store that ends with the process and never touches a disk.</summary>
    public static StoreFactory InMemory()
    {
        var connection = $"Data Source=zhiyan-{Guid.NewGuid():N};Mode=Memory;Cache=Shared;Foreign Keys=True";
        var keeper = new SqliteConnection(connection);
        keeper.Open();      // the memory lives as long as a connection to it
        var options = Options(connection);
        return new(() => new SqliteContext(options), keeper.Dispose);
    }

    public StoreContext Open() => open();

    public void Dispose() => close?.Invoke();

    private static DbContextOptions<SqliteContext> Options(string connection, Action<DbContextOptionsBuilder>? more = null)
    {
        var builder = new DbContextOptionsBuilder<SqliteContext>().UseSqlite(connection).AddInterceptors(DurableWrites.Each, WholeText.Each);
        more?.Invoke(builder);
        return builder.Options;
    }
}
