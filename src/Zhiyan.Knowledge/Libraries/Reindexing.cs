using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>
/// Makes a library's index anew, from the stored texts, while the old one serves: passages and terms of the documents in the order of their numbers, then vectors, then what came meanwhile; once nothing is missing, the new
/// one takes the old one's place in one transaction. Ended in between, however it was, it goes on where it stopped.
/// </summary>
internal sealed class Reindexing(Library library, KnowledgeDatabase database, KnowledgeTools tools, IndexTable indexes)
{
    /// <summary>Documents, and characters, that are stored together.</summary>
    private const int BatchDocuments = 64, BatchCharacters = 2_000_000;

    /// <param name="progress">Told of steps done and of how many there are, about: a passage is one, and its vector another.</param>
    public async Task Run(Action<int, int>? progress, CancellationToken cancellation)
    {
        var rows = indexes.All;
        var serving = rows.Single(row => row.IsServing);
        var begun = rows.LastOrDefault(row => row.Id > serving.Id && row.Fits(tools.Embedder));
        foreach (var row in rows.Where(row => row != serving && row != begun)) indexes.Drop(row.Id, cancellation);
        if (begun is null && serving.Fits(tools.Embedder)) return;

        var next = LibraryIndex.Load(database, begun ?? indexes.Add(tools.Embedder?.Name), tools.MostScanned);
        long last = next.LastDocument;
        do
        {
            last = Cut(next, last, Tell, cancellation);
            await library.MakeVectors(next, Tell, cancellation);
        }
        while (!library.TryServe(next, last));
        indexes.Drop(serving.Id, cancellation);

        void Tell() => progress?.Invoke(next.Chunks + next.Vectors.Count, Math.Max(next.Chunks, library.Index.Chunks) * (tools.Embedder is null ? 1 : 2));
    }

    /// <summary>Brings all documents with higher numbers into an index, in their order. Gives the last one's.</summary>
    private long Cut(LibraryIndex next, long last, Action tell, CancellationToken cancellation)
    {
        foreach (var batch in Batches(library.ReadableAfter(last)))
        {
            cancellation.ThrowIfCancellationRequested();
            var documents = batch.AsParallel().AsOrdered().WithCancellation(cancellation).Select(entry => tools.Reading.Cut(entry, library.Read(entry.Id))).ToList();
            var segment = next.NewSegment();
            var chunks = documents.SelectMany(document => document.Passages(segment, document.Entry.Id)).ToList();
            if (segment.Count > 0) database.Write((connection, transaction) => next.Append(connection, transaction, segment, chunks), committed => committed());
            while (next.Merge()) { }
            last = batch[^1].Id;
            tell();
        }
        return last;
    }

    private static IEnumerable<IReadOnlyList<DocumentEntry>> Batches(IEnumerable<DocumentEntry> entries)
    {
        var batch = new List<DocumentEntry>();
        foreach (var entry in entries)
        {
            batch.Add(entry);
            if (batch.Count < BatchDocuments && batch.Sum(one => (long)one.Characters) < BatchCharacters) continue;
            yield return batch;
            batch = [];
        }
        if (batch.Count > 0) yield return batch;
    }
}
