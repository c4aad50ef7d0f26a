using System.Data.Common;
using Dapper;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Store;

/// <summary>
/// Where libraries are kept: documents, what was read from them, and their indexes, in one transactional store. SQL is written once; what the two
/// databases do differently is here. Readers go beside one writer.
/// </summary>
internal abstract class KnowledgeDatabase : IDisposable
{
    /// <summary>What this program reads and writes. A later one brings the store to its own.</summary>
    public const int Schema = 1;

    private readonly SemaphoreSlim writing = new(1);

    /// <summary>The name for messages.</summary>
    public abstract string Name { get; }

    protected abstract string Identity { get; }

    protected abstract string Bytes { get; }

    protected abstract string KeyedRows { get; }

    public abstract DbConnection Open();

    /// <summary>Adds rows of postings, of which there are thousands in a segment.</summary>
    public abstract void AddPostings(DbConnection connection, DbTransaction transaction, long index, int segment, IEnumerable<PostingsRow> rows);

    /// <summary>Rows as they are asked for, a few of them in memory. What is written meanwhile in the same transaction must not be among them.</summary>
    public abstract IEnumerable<T> Stream<T>(DbConnection connection, DbTransaction transaction, string query);

    /// <summary>The condition that a column is one of the values of a parameter.</summary>
    public abstract string Among(string column, string parameter);

    /// <summary>All that is read within it is of one moment.</summary>
    public abstract DbTransaction BeginReading(DbConnection connection);

    /// <summary>Opens, or begins, the index of an index's vectors; gives null where this machine or this server has none, so that all are scanned.</summary>
    public abstract IVectorIndex? OpenVectorIndex(long index, VectorTable vectors);

    /// <summary>Deletes what <see cref="OpenVectorIndex"/> made.</summary>
    public abstract void ForgetVectorIndex(long index);

    /// <summary>Runs work that changes the store, one at a time, and commits it whole.</summary>
    /// <param name="committed">Run before anybody else changes the store.</param>
    public T Write<T>(Func<DbConnection, DbTransaction, T> work, Action<T>? committed = null)
    {
        writing.Wait();
        try
        {
            using var connection = Open();
            using var transaction = Begin(connection);
            var result = work(connection, transaction);
            transaction.Commit();
            committed?.Invoke(result);
            return result;
        }
        finally
        {
            writing.Release();
        }
    }

    public void Write(Action<DbConnection, DbTransaction> work) => Write<object?>((connection, transaction) =>
    {
        work(connection, transaction);
        return null;
    });

    public virtual void Dispose() => writing.Dispose();

    protected virtual DbTransaction Begin(DbConnection connection) => connection.BeginTransaction();

    /// <summary>Makes the tables where there are none. Throws an <see cref="InvalidOperationException"/> for a store of a later program.</summary>
    protected void Prepare() => Write((connection, transaction) =>
    {
        connection.Execute("CREATE TABLE IF NOT EXISTS knowledge_schema (number INTEGER NOT NULL)", transaction: transaction);
        var found = connection.QuerySingleOrDefault<int?>("SELECT number FROM knowledge_schema", transaction: transaction);
        if (found > Schema) throw new InvalidOperationException($"{Name} is of a later zhiyan (schema {found}, this one knows {Schema}); start that one.");
        if (found is not null) return;
        connection.Execute(Tables, transaction: transaction);
        connection.Execute("INSERT INTO knowledge_schema VALUES (@Schema)", new { Schema }, transaction);
    });

    private string Tables => $"""
        CREATE TABLE libraries (id {Identity}, name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL);
        CREATE TABLE sources (id {Identity}, library BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE, place TEXT NOT NULL, UNIQUE (library, place));
        CREATE TABLE documents (
            id {Identity}, library BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE, source BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
            path TEXT NOT NULL, hash TEXT NOT NULL, bytes BIGINT NOT NULL, modified BIGINT NOT NULL,
            state INTEGER NOT NULL, fault TEXT, warnings TEXT, title TEXT, language TEXT, pages INTEGER, characters INTEGER NOT NULL,
            valid_from BIGINT NOT NULL, valid_to BIGINT);
        CREATE INDEX documents_by_path ON documents (source, path);
        CREATE TABLE contents (document BIGINT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE, body {Bytes} NOT NULL, layout {Bytes} NOT NULL);
        CREATE TABLE indexes (id {Identity}, library BIGINT NOT NULL REFERENCES libraries (id) ON DELETE CASCADE, form INTEGER NOT NULL, embedder TEXT, is_serving INTEGER NOT NULL);
        CREATE TABLE chunks (
            index_id BIGINT NOT NULL REFERENCES indexes (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL, document BIGINT NOT NULL,
            start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, page INTEGER, context TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (index_id, ordinal));
        CREATE TABLE segments (
            index_id BIGINT NOT NULL REFERENCES indexes (id) ON DELETE CASCADE, id INTEGER NOT NULL, first INTEGER NOT NULL,
            lengths {Bytes} NOT NULL, documents {Bytes} NOT NULL, PRIMARY KEY (index_id, id));
        CREATE TABLE postings (
            index_id BIGINT NOT NULL REFERENCES indexes (id) ON DELETE CASCADE, segment INTEGER NOT NULL, term TEXT NOT NULL,
            count INTEGER NOT NULL, last INTEGER NOT NULL, data {Bytes} NOT NULL, PRIMARY KEY (index_id, segment, term)){KeyedRows};
        CREATE TABLE vectors (
            index_id BIGINT NOT NULL REFERENCES indexes (id) ON DELETE CASCADE, first INTEGER NOT NULL, count INTEGER NOT NULL, data {Bytes} NOT NULL,
            PRIMARY KEY (index_id, first));
        CREATE TABLE jobs (id {Identity}, document BIGINT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, task TEXT NOT NULL, is_done INTEGER NOT NULL);
        CREATE TABLE job_parts (
            job BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, number INTEGER NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, label TEXT NOT NULL,
            state INTEGER NOT NULL, reason TEXT, tokens BIGINT NOT NULL, dropped INTEGER NOT NULL, result TEXT, PRIMARY KEY (job, number));
        """;
}

/// <summary>A term's chunks in one segment; see <see cref="Indexing.Postings"/> for the form of <paramref name="Data"/>.</summary>
internal sealed record PostingsRow(string Term, int Count, int Last, byte[] Data);
