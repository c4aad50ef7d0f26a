using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Zhiyan.Knowledge.Store;

/// <summary>The store in the schema <c>knowledge</c> of a PostgreSQL database.</summary>
internal sealed class PostgresKnowledge : KnowledgeDatabase
{
    private readonly NpgsqlDataSource source;

    public PostgresKnowledge(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { SearchPath = "knowledge" };
        Name = $"{settings.Database} at {settings.Host}";
        source = NpgsqlDataSource.Create(settings);
        using (var command = source.CreateCommand("CREATE SCHEMA IF NOT EXISTS knowledge")) command.ExecuteNonQuery();
        Prepare();
    }

    public override string Name { get; }

    public static bool IsThere(string connection)
    {
        using var open = new NpgsqlConnection(connection);
        open.Open();
        return open.ExecuteScalar<bool>("SELECT to_regclass('knowledge.knowledge_schema') IS NOT NULL");
    }

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

    public override void Dispose()
    {
        source.Dispose();
        base.Dispose();
    }
}
