using System.ComponentModel;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Upkeep;

/// <summary>The store in a PostgreSQL database of its own. Copies are made and taken back by PostgreSQL's programs; a migration is one transaction.</summary>
/// <param name="more">Further options of the store; tests add a later schema.</param>
internal sealed class PostgresDatabase(string connection, Action<DbContextOptionsBuilder>? more = null) : StoreDatabase
{
    private const string AllTables = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";

    private readonly NpgsqlConnectionStringBuilder where = new(connection);

    public override string Name => $"the database {where.Database} on {where.Host}";

    public override string Ending => ".sql";

    protected override string Tables => $"{AllTables} AND table_name NOT LIKE '\\_\\_EF%'";

    public override StoreFactory Factory() => StoreFactory.Postgres(connection, more);

    /// <summary>Without the graphs of vectors, which are made anew from what is copied.</summary>
    public override Task Copy(string path) => Run("pg_dump", "--no-owner", "--no-privileges", "--exclude-table", "knowledge.nearest_*", "--file", path);

    public override async Task<IReadOnlyList<TableRows>> Migrate(bool isRehearsal)
    {
        using var factory = StoreFactory.Postgres(connection, options =>
        {
            more?.Invoke(options);
            // All migrations and the checks are one transaction, and it is ours.
            options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.MigrationsUserTransactionWarning));
        });
        await using var context = factory.Open();
        try
        {
            // EF asks for the record of migrations, and a question about a table that is not there would end the transaction.
            await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync();
            await using var transaction = await context.Database.BeginTransactionAsync();
            var within = transaction.GetDbTransaction();
            var before = await CountRows(within.Connection!, Tables, within);
            await context.Database.MigrateAsync();
            var rows = Compare(before, await CountRows(within.Connection!, Tables, within));
            if (isRehearsal) await transaction.RollbackAsync();
            else await transaction.CommitAsync();
            return rows;
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or NotSupportedException)
        {
            throw Failed(error);
        }
    }

    /// <summary>One transaction: the tables that are there go, those of the copy come.</summary>
    public override async Task Replace(string copy)
    {
        var script = $"{copy}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var open = new NpgsqlConnection(connection))
            {
                await open.OpenAsync();
                var tables = await Column(open, AllTables);
                var drops = tables.Select(table => $"DROP TABLE \"{table.Replace("\"", "\"\"")}\" CASCADE;\n");
                await File.WriteAllTextAsync(script, string.Concat(drops.Append("DROP SCHEMA IF EXISTS knowledge CASCADE;\n")));      // the libraries' own
            }
            await using (var target = new FileStream(script, FileMode.Append))
            await using (var source = File.OpenRead(copy))
                await source.CopyToAsync(target);
            await Run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--file", script);
            NpgsqlConnection.ClearAllPools();
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>PostgreSQL itself refuses a copy that is damaged, as a whole. Here only its end is looked for.</summary>
    public override async Task Check(string copy)
    {
        var end = await Task.Run(() => File.ReadLines(copy).TakeLast(20).Any(line => line.Contains("PostgreSQL database dump complete", StringComparison.Ordinal)));
        if (!end) throw new DataFolderException($"{copy} is cut short; take another copy.");
    }

    /// <summary>The connection goes by the environment: a command line can be read by everybody on the machine.</summary>
    private async Task Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardInput = true, RedirectStandardOutput = true };
        Set("PGHOST", where.Host);
        if (where.Port != NpgsqlConnection.DefaultPort) Set("PGPORT", where.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("PGUSER", where.Username);
        Set("PGPASSWORD", where.Password);
        Set("PGDATABASE", where.Database);
        Set("PGSSLMODE", where.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var other => other.ToString().ToLowerInvariant() });
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = process.StandardOutput.ReadToEndAsync();
            var error = await process.StandardError.ReadToEndAsync();
            await said;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new DataFolderException($"{program} failed for {Name}: {error.Trim()}");
        }
        catch (Win32Exception error)
        {
            throw new DataFolderException(
                $"{program} is not installed, so {Name} cannot be copied or put back; install PostgreSQL's client programs (Debian: apt install postgresql-client), "
                + "or copy the database yourself and start with --no-snapshot.", error);
        }

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) start.Environment[name] = value;
        }
    }
}
