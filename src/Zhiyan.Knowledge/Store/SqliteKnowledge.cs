using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Store;

/// <summary>The store in a file, in write-ahead mode; what is committed is on the disk.</summary>
internal sealed class SqliteKnowledge : KnowledgeDatabase
{
    private const string Pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -65536;";

    private readonly string path, connections;

    public SqliteKnowledge(string path)
    {
        this.path = path;
        connections = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 60 }.ToString();
        Prepare();
    }

    public override string Name => path;

    protected override string Identity => "INTEGER PRIMARY KEY AUTOINCREMENT";

    protected override string Bytes => "BLOB";

    protected override string KeyedRows => " WITHOUT ROWID";

    public override DbConnection Open()
    {
        var connection = new SqliteConnection(connections);
        connection.Open();
        connection.Execute(Pragmas);
        return connection;
    }

    public override string Among(string column, string parameter) => $"{column} IN {parameter}";

    public override DbTransaction BeginReading(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public override void AddPostings(DbConnection connection, DbTransaction transaction, long index, int segment, IEnumerable<PostingsRow> rows)
    {
        using var command = ((SqliteConnection)connection).CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = "INSERT INTO postings VALUES (@index, @segment, @term, @count, @last, @data)";
        command.Parameters.AddWithValue("@index", index);
        command.Parameters.AddWithValue("@segment", segment);
        var term = command.Parameters.Add("@term", SqliteType.Text);
        var count = command.Parameters.Add("@count", SqliteType.Integer);
        var last = command.Parameters.Add("@last", SqliteType.Integer);
        var data = command.Parameters.Add("@data", SqliteType.Blob);
        command.Prepare();
        foreach (var row in rows)
        {
            (term.Value, count.Value, last.Value, data.Value) = (row.Term, row.Count, row.Last, row.Data);
            command.ExecuteNonQuery();
        }
    }

    public override IEnumerable<T> Stream<T>(DbConnection connection, DbTransaction transaction, string query) => connection.Query<T>(query, transaction: transaction, buffered: false);

    public override IVectorIndex? OpenVectorIndex(long index, VectorTable vectors) => UsearchIndex.Open(GraphOf(index), vectors);

    public override void ForgetVectorIndex(long index) => File.Delete(GraphOf(index));

    public override void Dispose()
    {
        using (var pooled = new SqliteConnection(connections)) SqliteConnection.ClearPool(pooled);      // the last connection that closes folds the log into the file
        base.Dispose();
    }

    /// <summary>The file of an index's graph, beside the store: it is made anew where it is missing, so no backup needs it.</summary>
    private string GraphOf(long index) => FormattableString.Invariant($"{Path.ChangeExtension(path, null)}-{index}.usearch");

    /// <summary>The place of a writer is taken at once, so that nobody's reading has to be done again.</summary>
    protected override DbTransaction Begin(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);
}
