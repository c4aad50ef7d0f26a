using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Store;

/// <summary>The store in the schema <c>knowledge</c> of a PostgreSQL database.</summary>
internal sealed class PostgresKnowledge : KnowledgeDatabase
{
    /// <summary>Fetched together from a cursor.</summary>
    private const int RowsAtOnce = 256;

    private readonly NpgsqlDataSource source;
    private readonly Lazy<string?> halfVectorType;

    public PostgresKnowledge(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { SearchPath = "knowledge" };
        Name = $"{settings.Database} at {settings.Host}";
        source = NpgsqlDataSource.Create(settings);
        using (var command = source.CreateCommand("CREATE SCHEMA IF NOT EXISTS knowledge")) command.ExecuteNonQuery();
        Prepare();
        halfVectorType = new(FindHalfVectorType);
    }

    public override string Name { get; }

    public static bool IsThere(string connection)
    {
        using var open = new NpgsqlConnection(connection);
        open.Open();
        return open.ExecuteScalar<bool>("SELECT to_regclass('knowledge.knowledge_schema') IS NOT NULL");
    }

    /// <summary>The type of pgvector's half-precision vectors with its schema; null where the server has no pgvector of 0.7 or later.</summary>
    public string? HalfVectorType => halfVectorType.Value;

    protected override string Identity => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    protected override string Bytes => "BYTEA";

    protected override string KeyedRows => "";

    public override DbConnection Open() => source.OpenConnection();

    public override string Among(string column, string parameter) => $"{column} = ANY({parameter})";

    public override DbTransaction BeginReading(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    public override void AddPostings(DbConnection connection, DbTransaction transaction, long index, int segment, IEnumerable<PostingsRow> rows)
    {
        using var copy = ((NpgsqlConnection)connection).BeginBinaryImport("COPY postings (index_id, segment, term, count, last, data) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write(index, NpgsqlDbType.Bigint);
            copy.Write(segment, NpgsqlDbType.Integer);
            copy.Write(row.Term, NpgsqlDbType.Text);
            copy.Write(row.Count, NpgsqlDbType.Integer);
            copy.Write(row.Last, NpgsqlDbType.Integer);
            copy.Write(row.Data, NpgsqlDbType.Bytea);
        }
        copy.Complete();
    }

    /// <summary>Its connection does one thing at a time: a cursor is left in between for what is written.</summary>
    public override IEnumerable<T> Stream<T>(DbConnection connection, DbTransaction transaction, string query)
    {
        connection.Execute($"DECLARE streamed NO SCROLL CURSOR FOR {query}", transaction: transaction);
        while (connection.Query<T>($"FETCH {RowsAtOnce} FROM streamed", transaction: transaction).AsList() is { Count: > 0 } rows)
            foreach (var row in rows) yield return row;
        connection.Execute("CLOSE streamed", transaction: transaction);
    }

    public override IVectorIndex? OpenVectorIndex(long index, VectorTable vectors) => PgvectorIndex.Open(this, index);

    public override void ForgetVectorIndex(long index)
    {
        using var command = source.CreateCommand($"DROP TABLE IF EXISTS {PgvectorIndex.Table(index)}");
        command.ExecuteNonQuery();
    }

    public override void Dispose()
    {
        source.Dispose();
        base.Dispose();
    }

    private string? FindHalfVectorType()
    {
        using var connection = source.OpenConnection();
        try
        {
            if (connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')")) connection.Execute("CREATE EXTENSION IF NOT EXISTS vector");
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            // Whoever runs the server has not let this user have it.
        }
        return connection.QueryFirstOrDefault<string?>("""
            SELECT quote_ident(nspname) || '.halfvec' FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace WHERE typname = 'halfvec'
            """);
    }
}
