using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Zhiyan.Server.Search;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Search;

public sealed class TsVectorIndexTests(PostgresServer server) : MessageIndexTests, IClassFixture<PostgresServer>
{
    internal override MessageIndex Index { get; } = new TsVectorIndex(Folding.Shipped);

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(await server.NewDatabaseAsync() + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    protected override void Use(DbContextOptionsBuilder options, DbConnection connection) => options.UseNpgsql(connection);
}
