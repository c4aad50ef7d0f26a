using System.Data.Common;
using Dapper;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// The indexes of a library in the store: the one that serves, one that will take its place while it is made, and former ones until all their rows are gone. A later one has a higher number.
/// </summary>
internal sealed class IndexTable(KnowledgeDatabase database, long library)
{
    /// <summary>Rows that are deleted in one transaction, so that others come between.</summary>
    private const int RowsAtOnce = 20_000;

    public IReadOnlyList<IndexRow> All
    {
        get
        {
            using var connection = database.Open();
            return
            [
                .. connection.Query<(long Id, int Form, string? Embedder, int IsServing)>("SELECT id, form, embedder, is_serving FROM indexes WHERE library = @library ORDER BY id", new { library })
                    .Select(row => new IndexRow(row.Id, row.Form, row.Embedder, row.IsServing == 1)),
            ];
        }
    }

    /// <summary>Notes an index of this program's form; nothing is in it yet.</summary>
    public static IndexRow Add(DbConnection connection, DbTransaction transaction, long library, string? embedder, bool isServing)
    {
        int serving = isServing ? 1 : 0;
        long id = connection.QuerySingle<long>(
            "INSERT INTO indexes (library, form, embedder, is_serving) VALUES (@library, @Current, @embedder, @serving) RETURNING id", new { library, IndexForm.Current, embedder, serving }, transaction);
        return new IndexRow(id, IndexForm.Current, embedder, isServing);
    }

    public IndexRow Add(string? embedder) => database.Write((connection, transaction) => Add(connection, transaction, library, embedder, isServing: false));

    /// <summary>Has an index take the place of the one that serves.</summary>
    public void Serve(DbConnection connection, DbTransaction transaction, long id) =>
        connection.Execute("UPDATE indexes SET is_serving = CASE WHEN id = @id THEN 1 ELSE 0 END WHERE library = @library", new { id, library }, transaction);

    /// <summary>Deletes an index in pieces. Ended in between, it is done by doing it again.</summary>
    public void Drop(long id, CancellationToken cancellation)
    {
        database.ForgetVectorIndex(id);
        foreach (var piece in (string[])
        [
            "DELETE FROM postings WHERE index_id = @id AND segment = (SELECT MIN(segment) FROM postings WHERE index_id = @id) AND term <= (SELECT MAX(term) FROM (SELECT term FROM postings "
                + "WHERE index_id = @id AND segment = (SELECT MIN(segment) FROM postings WHERE index_id = @id) ORDER BY term LIMIT @RowsAtOnce) AS piece)",
            "DELETE FROM chunks WHERE index_id = @id AND ordinal < (SELECT MIN(ordinal) FROM chunks WHERE index_id = @id) + @RowsAtOnce",
            "DELETE FROM vectors WHERE index_id = @id AND first < (SELECT MIN(first) FROM vectors WHERE index_id = @id) + @RowsAtOnce",
        ])
        {
            do cancellation.ThrowIfCancellationRequested();
            while (database.Write((connection, transaction) => connection.Execute(piece, new { id, RowsAtOnce }, transaction)) > 0);
        }
        database.Write((connection, transaction) => connection.Execute("DELETE FROM indexes WHERE id = @id", new { id }, transaction));
    }
}

/// <summary>What an index was made by.</summary>
/// <param name="Embedder">The model of its vectors; null where it has none, or where none of them came yet.</param>
internal sealed record IndexRow(long Id, int Form, string? Embedder, bool IsServing)
{
    /// <summary>Whether this program would make it so.</summary>
    public bool Fits(Embedder? embedder) => Form == IndexForm.Current && (Embedder is null || embedder is null || Embedder == embedder.Name);
}
