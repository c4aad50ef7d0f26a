using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Search;

namespace Zhiyan.Server.Tests.Search;

public sealed class Fts5IndexTests : MessageIndexTests
{
    internal override MessageIndex Index { get; } = new Fts5Index(Folding.Shipped);

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        return connection;
    }

    protected override void Use(DbContextOptionsBuilder options, DbConnection connection) => options.UseSqlite(connection);
}
