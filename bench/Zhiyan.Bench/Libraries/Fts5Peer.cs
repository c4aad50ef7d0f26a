using Microsoft.Data.Sqlite;

namespace Zhiyan.Bench.Libraries;

/// <summary>SQLite's own full-text search over the same passages: terms that are apart by spaces, no text kept, ranked by its BM25.</summary>
internal sealed class Fts5Peer : IDisposable
{
    private const int RowsOfTransaction = 10_000, Most = 100;

    private readonly SqliteConnection connection;

    public Fts5Peer(string path)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -65536; CREATE VIRTUAL TABLE passages USING fts5 (terms, content = '', detail = full)");
    }

    public void Fill(IEnumerable<string> passages)
    {
        foreach (var rows in passages.Chunk(RowsOfTransaction))
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO passages (terms) VALUES ($terms)";
            var terms = command.Parameters.Add("$terms", SqliteType.Text);
            foreach (var row in rows)
            {
                terms.Value = row;
                command.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        Execute("INSERT INTO passages (passages) VALUES ('optimize'); PRAGMA wal_checkpoint (TRUNCATE)");
    }

    /// <summary>The best passages that have any of a question's terms.</summary>
    public int Search(string question)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT rowid FROM passages WHERE passages MATCH $question ORDER BY rank LIMIT $most";
        command.Parameters.AddWithValue("$question", question.Replace(" ", " OR ", StringComparison.Ordinal));
        command.Parameters.AddWithValue("$most", Most);
        using var reader = command.ExecuteReader();
        int found = 0;
        while (reader.Read()) found++;
        return found;
    }

    public void Dispose()
    {
        connection.Dispose();
        SqliteConnection.ClearPool(connection);
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
