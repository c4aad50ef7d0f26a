using Npgsql;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>A navigable graph of the vectors by the extension pgvector, in a table beside the store's own: vectors as half-precision floats, from which it may be made anew.</summary>
internal sealed class PgvectorIndex : IVectorIndex
{
    /// <summary>Vectors that are stored in one transaction.</summary>
    private const int Batch = 1_000;

    /// <summary>The most that a search of pgvector looks at.</summary>
    private const int MostLookedAt = 1_000;

    private readonly PostgresKnowledge database;
    private readonly string table, type;
    private volatile int count;

    private PgvectorIndex(PostgresKnowledge database, long index, string type)
    {
        (this.database, this.type) = (database, type);
        table = Table(index);
        if (Value<bool>($"SELECT to_regclass('{table}_graph') IS NOT NULL")) count = Stored();
    }

    public string Name => "pgvector";

    public int Count => count;

    /// <summary>Gives null where the server has no pgvector that this needs.</summary>
    public static PgvectorIndex? Open(PostgresKnowledge database, long index) => database.HalfVectorType is { } type ? new PgvectorIndex(database, index, type) : null;

    public static string Table(long index) => FormattableString.Invariant($"nearest_{index}");

    public IReadOnlyList<int> Near(ReadOnlyMemory<float> vector, int most)
    {
        if (count == 0) return [];
        try
        {
            using var connection = (NpgsqlConnection)database.Open();
            using var transaction = connection.BeginTransaction();
            Execute(connection, FormattableString.Invariant($"SET LOCAL hnsw.ef_search = {Math.Clamp(most, 1, MostLookedAt)}"));
            using var command = new NpgsqlCommand(FormattableString.Invariant($"SELECT ordinal FROM {table} ORDER BY vector OPERATOR({Schema}.<=>) $1::real[]::{type} LIMIT {most}"), connection, transaction);
            command.Parameters.AddWithValue(vector.ToArray());
            using var reader = command.ExecuteReader();
            var found = new List<int>(most);
            while (reader.Read()) found.Add(reader.GetInt32(0));
            return found;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return [];      // another index serves in its place
        }
    }

    public void Extend(VectorTable vectors, CancellationToken cancellation)
    {
        using var connection = (NpgsqlConnection)database.Open();
        Execute(connection, FormattableString.Invariant($"CREATE TABLE IF NOT EXISTS {table} (ordinal INTEGER PRIMARY KEY, vector {type}({vectors.Dimensions}) NOT NULL)"));
        int target = vectors.Count;
        for (int first = Stored(); first < target; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            using var batch = new NpgsqlBatch(connection, transaction);
            for (int chunk = first; chunk < Math.Min(first + Batch, target); chunk++)
            {
                var command = new NpgsqlBatchCommand($"INSERT INTO {table} VALUES ($1, $2::real[]::{type})");
                command.Parameters.Add(new NpgsqlParameter { Value = chunk });
                command.Parameters.Add(new NpgsqlParameter { Value = Whole(vectors.Quants(chunk)) });
                batch.BatchCommands.Add(command);
            }
            batch.ExecuteNonQuery();
            transaction.Commit();
        }
        Execute(connection, $"CREATE INDEX IF NOT EXISTS {table}_graph ON {table} USING hnsw (vector {Schema}.halfvec_cosine_ops)");
        count = target;
    }

    public void Dispose() => count = 0;

    /// <summary>Where the extension is.</summary>
    private string Schema => type[..type.LastIndexOf('.')];

    private int Stored() => Value<bool>($"SELECT to_regclass('{table}') IS NOT NULL") ? Value<int>($"SELECT COALESCE(MAX(ordinal) + 1, 0) FROM {table}") : 0;

    private T Value<T>(string sql)
    {
        using var connection = (NpgsqlConnection)database.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };      // a graph of millions takes its time
        command.ExecuteNonQuery();
    }

    private static float[] Whole(ReadOnlySpan<sbyte> quants)
    {
        var vector = new float[quants.Length];
        for (int at = 0; at < vector.Length; at++) vector[at] = quants[at];
        return vector;
    }
}
