using System.Buffers;
using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>
/// The index of a library: chunks in their order, the terms they hold, their vectors. Postings stay in the store; lengths, documents and vectors are in memory as well.
/// One writer appends, and what it appended is seen once it is committed; many search meanwhile.
/// </summary>
internal sealed class LibraryIndex : IDisposable
{
    /// <summary>So many neighbouring segments of one size class become one.</summary>
    private const int Fan = 8;

    private readonly KnowledgeDatabase database;
    private readonly NearestChunks nearest;
    private ImmutableArray<Segment> segments = [];
    private int lastId;
    private volatile bool isClosed;
    private volatile string? embedder;

    private LibraryIndex(KnowledgeDatabase database, IndexRow row, int mostScanned)
    {
        (this.database, Id, embedder) = (database, row.Id, row.Embedder);
        nearest = new NearestChunks(Vectors, () => database.OpenVectorIndex(Id, Vectors), mostScanned);
    }

    public long Id { get; }

    public VectorTable Vectors { get; } = new();

    /// <summary>How the nearest vectors are found, for people.</summary>
    public string VectorSearch => nearest.Name;

    /// <summary>Whether another serves in its place, or it is no longer in memory: what a search found here meanwhile may be too little.</summary>
    public bool IsClosed => isClosed;

    public int Chunks => segments is [.., var last] ? last.End : 0;

    /// <summary>The highest number of a document that has chunks here; 0 where there is none.</summary>
    public long LastDocument => segments.Select(segment => segment.Documents.Max()).DefaultIfEmpty().Max();

    /// <param name="mostScanned">So many vectors are scanned without an index of theirs.</param>
    public static LibraryIndex Load(KnowledgeDatabase database, IndexRow row, int mostScanned)
    {
        var index = new LibraryIndex(database, row, mostScanned);
        long id = row.Id;
        using var connection = database.Open();
        index.segments = [.. connection.Query<(int Id, int First, byte[] Lengths, byte[] Documents)>("SELECT id, first, lengths, documents FROM segments WHERE index_id = @id ORDER BY first", new { id })
            .Select(row => new Segment(row.Id, row.First, row.Lengths, MemoryMarshal.Cast<byte, long>(row.Documents).ToArray()))];
        index.lastId = index.segments.Select(segment => segment.Id).DefaultIfEmpty().Max();
        foreach (var (count, data) in connection.Query<(int, byte[])>("SELECT count, data FROM vectors WHERE index_id = @id ORDER BY first", new { id }, buffered: false)) index.Vectors.Append(data, count);
        return index;
    }

    /// <summary>A segment that goes on where the index ends.</summary>
    public SegmentWriter NewSegment() => new(++lastId, Chunks);

    /// <summary>Stores a segment and its chunks within a transaction; what is returned makes them seen, once that is committed.</summary>
    public Action Append(DbConnection connection, DbTransaction transaction, SegmentWriter writer, IReadOnlyList<ChunkRow> chunks)
    {
        var segment = writer.Segment();
        if (segment.First != Chunks) throw new InvalidOperationException("a segment was begun before the one that is stored already.");
        Insert(connection, transaction, segment);
        database.AddPostings(connection, transaction, Id, segment.Id, writer.Rows());
        int ordinal = segment.First;
        connection.Execute(
            "INSERT INTO chunks (index_id, ordinal, document, start_at, end_at, page, context, text) VALUES (@Id, @ordinal, @Document, @Start, @End, @Page, @Context, @Text)",
            chunks.Select(row => new { Id, ordinal = ordinal++, row.Document, row.Chunk.Start, row.Chunk.End, row.Chunk.Page, row.Chunk.Context, row.Text }), transaction);
        return () => segments = segments.Add(segment);
    }

    /// <summary>Joins segments of one size class where there are many, so that a search reads few rows. Returns whether there was anything to do.</summary>
    public bool Merge()
    {
        for (int at = 0; at + Fan <= segments.Length; at++)
        {
            var run = segments.AsSpan(at, Fan).ToArray();
            int size = Class(run[0]);
            if (run.Any(segment => Class(segment) != size)) continue;
            Merge(run);
            return true;
        }
        return false;
    }

    /// <summary>The best chunks by BM25.</summary>
    public WordHits Best(IReadOnlyDictionary<string, double> terms, int most, Func<long, bool> isWanted)
    {
        if (terms.Count == 0) return WordHits.None;
        var (current, rows) = ReadPostings(terms.Keys.ToArray());
        if (current.IsEmpty) return WordHits.None;
        int chunks = current[^1].End;
        double average = current.Sum(segment => segment.Terms) / (double)chunks;
        var counts = rows.GroupBy(row => row.Term).ToDictionary(of => of.Key, of => of.Sum(row => (long)row.Count));
        var weights = counts.ToDictionary(of => of.Key, of => TermWeights.Of(terms[of.Key], chunks, of.Value, average));
        var top = new TopScores(most);
        foreach (var group in rows.GroupBy(row => row.Segment)) Score(current.First(segment => segment.Id == group.Key), group, weights, top, isWanted);
        return new WordHits(top.Descending(), terms.Sum(term => TermWeights.Most(term.Value, chunks, counts.GetValueOrDefault(term.Key))));
    }

    /// <summary>Whether vectors of a model may be compared with those that are here.</summary>
    public bool Knows(Embedder model) => embedder is null || embedder == model.Name;

    /// <summary>The nearest chunks to a vector of length 1.</summary>
    public IReadOnlyList<Scored> Nearest(ReadOnlyMemory<float> vector, int most, Func<long, bool> isWanted) => nearest.Of(vector, most, chunk => isWanted(DocumentOf(chunk)));

    /// <summary>Has vectors beyond a scan's number found by an index of theirs.</summary>
    public void ExtendVectorIndex(CancellationToken cancellation) => nearest.Extend(cancellation);

    /// <summary>How rare each term is, by BM25's weight of it.</summary>
    public IReadOnlyDictionary<string, double> Rarity(IReadOnlyCollection<string> terms)
    {
        using var connection = database.Open();
        var counts = connection.Query<(string Term, long Count)>(
            $"SELECT term, SUM(count) FROM postings WHERE index_id = @Id AND {database.Among("segment", "@ids")} AND {database.Among("term", "@terms")} GROUP BY term",
            new { Id, ids = segments.Select(segment => segment.Id).ToArray(), terms = terms.ToArray() }).ToDictionary(row => row.Term, row => row.Count);
        return terms.ToDictionary(term => term, term => TermWeights.Rarity(Chunks, counts.GetValueOrDefault(term)));
    }

    /// <summary>Chunks of some documents.</summary>
    public int Count(HashSet<long> documents) => segments.Sum(segment => segment.Documents.Count(documents.Contains));

    /// <summary>A document's first chunk; null where it has none.</summary>
    public int? FirstOf(long document)
    {
        foreach (var segment in segments)
            if (Array.IndexOf(segment.Documents, document) is >= 0 and var at) return segment.First + at;
        return null;
    }

    public long DocumentOf(int chunk)
    {
        var segment = SegmentOf(segments, chunk);
        return segment.Documents[chunk - segment.First];
    }

    public IReadOnlyList<ChunkRow> Read(IReadOnlyCollection<int> ordinals)
    {
        using var connection = database.Open();
        return [.. connection.Query<StoredChunk>(
            $"SELECT ordinal, document, start_at AS Start, end_at AS \"End\", page, context, text FROM chunks WHERE index_id = @Id AND {database.Among("ordinal", "@ordinals")} ORDER BY ordinal", new { Id, ordinals = ordinals.ToArray() }).Select(row => row.Row)];
    }

    /// <summary>Chunks from one on, in their order.</summary>
    public IReadOnlyList<ChunkRow> ReadFrom(int first, int most)
    {
        using var connection = database.Open();
        return [.. connection.Query<StoredChunk>(
            "SELECT ordinal, document, start_at AS Start, end_at AS \"End\", page, context, text FROM chunks WHERE index_id = @Id AND ordinal >= @first ORDER BY ordinal LIMIT @most", new { Id, first, most }).Select(row => row.Row)];
    }

    /// <summary>Stores the vectors of the next chunks that have none. Those of a model that the index does not know are refused.</summary>
    public void AppendVectors(Embedder model, IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        if (Vectors.Count > 0 && !Knows(model)) throw new InvalidOperationException($"the index holds vectors of {embedder}, and those of {model.Name} do not go beside them.");
        if (Vectors.Dimensions is > 0 and var width && vectors.Any(vector => vector.Length != width))
            throw new InvalidDataException($"the index holds vectors of {width} numbers, and {model.Name} makes others now; have the index made anew.");
        var data = VectorTable.Pack(vectors);
        int first = Vectors.Count;
        bool isOfAnother = embedder != model.Name;
        database.Write((connection, transaction) =>
        {
            if (isOfAnother) connection.Execute("UPDATE indexes SET embedder = @Name WHERE id = @Id", new { model.Name, Id }, transaction);
            connection.Execute("INSERT INTO vectors (index_id, first, count, data) VALUES (@Id, @first, @Count, @data)", new { Id, first, vectors.Count, data }, transaction);
        });
        embedder = model.Name;
        Vectors.Append(data, vectors.Count);
    }

    /// <summary>Nothing is stored in it any more, and whoever still searches it searches again elsewhere. Called where nobody else writes.</summary>
    public void Dispose()
    {
        isClosed = true;
        nearest.Dispose();
    }

    /// <summary>A stored segment that is not known yet was committed a moment ago, and will be known in another; in an index that is closed, never.</summary>
    private (ImmutableArray<Segment> Segments, List<TermRow> Rows) ReadPostings(string[] terms)
    {
        using var connection = database.Open();
        while (true)
        {
            var current = segments;
            using var reading = database.BeginReading(connection);
            var stored = connection.Query<int>("SELECT id FROM segments WHERE index_id = @Id", new { Id }, reading).AsList();
            if (stored.Count == current.Length && stored.ToHashSet().SetEquals(current.Select(segment => segment.Id)))
                return (current, connection.Query<TermRow>($"SELECT segment, term, count, data FROM postings WHERE index_id = @Id AND {database.Among("segment", "@stored")} AND {database.Among("term", "@terms")}", new { Id, stored, terms }, reading).AsList());
            if (isClosed) return ([], []);
            Thread.Sleep(1);
        }
    }

    private static void Score(Segment segment, IEnumerable<TermRow> rows, Dictionary<string, float[]> weights, TopScores top, Func<long, bool> isWanted)
    {
        var scores = ArrayPool<float>.Shared.Rent(segment.Count);
        Array.Clear(scores, 0, segment.Count);
        foreach (var row in rows) Postings.Accumulate(row.Data, segment.Lengths, weights[row.Term], scores);
        for (int chunk = 0; chunk < segment.Count; chunk++)
            if (scores[chunk] > 0 && scores[chunk] > top.Least && isWanted(segment.Documents[chunk])) top.Add(segment.First + chunk, scores[chunk]);
        ArrayPool<float>.Shared.Return(scores);
    }

    private void Merge(IReadOnlyList<Segment> run)
    {
        var merged = new Segment(++lastId, run[0].First, [.. run.SelectMany(segment => segment.Lengths)], [.. run.SelectMany(segment => segment.Documents)]);
        var ids = run.Select(segment => segment.Id).ToArray();
        database.Write((connection, transaction) =>
        {
            if (isClosed) return;
            Insert(connection, transaction, merged);
            var stored = database.Stream<TermRow>(connection, transaction, JoinedPostings.Query(Id, run));
            foreach (var rows in JoinedPostings.Batches(stored, run))
            {
                database.AddPostings(connection, transaction, Id, merged.Id, rows);
                // At once, so that what is written next takes their place in the file.
                connection.Execute(
                    $"DELETE FROM postings WHERE index_id = @Id AND {database.Among("segment", "@ids")} AND term BETWEEN @from AND @to", new { Id, ids, from = rows[0].Term, to = rows[^1].Term }, transaction);
            }
            connection.Execute($"DELETE FROM segments WHERE index_id = @Id AND {database.Among("id", "@ids")}", new { Id, ids }, transaction);
        });
        segments = [.. segments.Where(segment => segment.First < merged.First), merged, .. segments.Where(segment => segment.First >= merged.End)];
    }

    private void Insert(DbConnection connection, DbTransaction transaction, Segment segment) =>
        connection.Execute(
            "INSERT INTO segments (index_id, id, first, lengths, documents) VALUES (@index, @Id, @First, @Lengths, @documents)",
            new { index = Id, segment.Id, segment.First, segment.Lengths, documents = MemoryMarshal.AsBytes(segment.Documents.AsSpan()).ToArray() }, transaction);

    private static int Class(Segment segment) => (int)Math.Log(Math.Max(segment.Count, 1), Fan);

    private static Segment SegmentOf(ImmutableArray<Segment> all, int chunk)
    {
        int low = 0, high = all.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (all[middle].First <= chunk) low = middle;
            else high = middle - 1;
        }
        return all[low];
    }

    private sealed class StoredChunk
    {
        public int Ordinal { get; init; }

        public long Document { get; init; }

        public int Start { get; init; }

        public int End { get; init; }

        public int? Page { get; init; }

        public string Context { get; init; } = "";

        public string Text { get; init; } = "";

        public ChunkRow Row => new(Ordinal, Document, new Chunk(Start, End, Page, Context), Text);
    }
}

/// <summary>A chunk as it is stored; the ordinal of one that is not yet does not count.</summary>
internal sealed record ChunkRow(int Ordinal, long Document, Chunk Chunk, string Text);
