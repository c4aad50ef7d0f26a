using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Zhiyan.Server.Store;

/// <summary>Readers beside one writer, and a commit that has reached the disk when it returns.</summary>
internal sealed class DurableWrites : DbConnectionInterceptor
{
    public static readonly DurableWrites Each = new();

    private const string Pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
