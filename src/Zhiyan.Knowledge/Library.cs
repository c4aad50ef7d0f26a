using Dapper;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Knowledge.Store;
using Zhiyan.Knowledge.WholeDocuments;

namespace Zhiyan.Knowledge;

/// <summary>
/// The front door of this room: documents that belong together, brought in from folders, searched by words and by meaning. Thread-safe: one ingestion at a time, and searches
/// meanwhile see what is stored.
/// </summary>
public sealed class Library
{
    /// <summary>Passages whose vectors are made together.</summary>
    private const int VectorBatch = 64;

    private readonly KnowledgeDatabase database;
    private readonly KnowledgeTools tools;
    private readonly IndexTable indexes;
    private readonly Outlines outlines;
    private readonly SemaphoreSlim ingesting = new(1), embedding = new(1);
    private readonly Lock opening = new();
    private volatile OpenedLibrary? opened;
    private volatile LibrarySettings settings;
    private volatile bool isDeleted;

    internal Library(KnowledgeDatabase database, KnowledgeTools tools, long id, string name, LibrarySettings settings)
    {
        (this.database, this.tools, this.settings, Id, Name) = (database, tools, settings, id, name);
        indexes = new IndexTable(database, id);
        Jobs = new ReadJobs(database, id, document => Documents.Find(document) is null ? throw new KeyNotFoundException($"there is no document {document} here.") : Read(document), text => tools.Folding.Fold(text).Text, tools.Time);
        outlines = new Outlines(Read);
    }

    public long Id { get; }

    public string Name { get; }

    /// <summary>Whose it is, and who may read it.</summary>
    public LibrarySettings Settings => settings;

    /// <summary>What it was made from, the first source first.</summary>
    public IReadOnlyList<LibrarySource> Sources
    {
        get
        {
            using var connection = database.Open();
            return [.. connection.Query<LibrarySource>("SELECT id, place FROM sources WHERE library = @Id ORDER BY id", new { Id })];
        }
    }

    /// <summary>Passages that can be found by words, and how many of them by meaning too. To look opens nothing.</summary>
    public (int Passages, int Vectors) Progress
    {
        get
        {
            using var connection = database.Open();
            return connection.QuerySingleOrDefault<(int, int)>("""
                SELECT COALESCE((SELECT MAX(ordinal) + 1 FROM chunks WHERE index_id = indexes.id), 0),
                    COALESCE((SELECT first + count FROM vectors WHERE index_id = indexes.id ORDER BY first DESC LIMIT 1), 0)
                FROM indexes WHERE library = @Id AND is_serving = 1
                """, new { Id });
        }
    }

    /// <summary>Documents that are valid now and can be searched, and files that could not be read. To look opens nothing.</summary>
    public (int Readable, int Failed) Counts
    {
        get
        {
            using var connection = database.Open();
            var counts = connection.Query<(int State, int Count)>(
                "SELECT state, COUNT(*) FROM documents WHERE source IN (SELECT id FROM sources WHERE library = @Id) AND valid_to IS NULL GROUP BY state", new { Id }).ToDictionary(row => (DocumentState)row.State, row => row.Count);
            return (counts.GetValueOrDefault(DocumentState.Readable), counts.GetValueOrDefault(DocumentState.Failed));
        }
    }

    /// <summary>What is valid now, in the order of paths.</summary>
    public IReadOnlyList<DocumentEntry> Contents => [.. Documents.All.Where(entry => entry.ValidTo is null).OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    /// <summary>Work over whole documents.</summary>
    public ReadJobs Jobs { get; }

    /// <summary>How passages are found by meaning: by an exact scan, or by the index that is named.</summary>
    public string VectorSearch => Index.VectorSearch;

    /// <summary>Whether there is work for <see cref="Embed"/> or <see cref="Reindex"/>. To look opens nothing.</summary>
    public bool HasIndexWork
    {
        get
        {
            var (passages, vectors) = Progress;
            return tools.Embedder is not null && vectors < passages || vectors > tools.MostScanned || IsIndexOutdated;
        }
    }

    /// <summary>Whether the index is of another form or model than this program makes, or is being made anew, or a former one is not quite gone.</summary>
    public bool IsIndexOutdated => indexes.All is not [var only] || !only.Fits(tools.Embedder);

    /// <summary>Whether its documents and its index are in memory.</summary>
    internal bool IsOpen => opened is not null;

    internal DocumentTable Documents => Opened.Documents;

    internal LibraryIndex Index => Opened.Index;

    private OpenedLibrary Opened
    {
        get
        {
            var now = opened ?? Open();
            tools.Open.Use(this);
            return now;
        }
    }

    /// <summary>
    /// Brings the library to what a folder, or a file, holds now. Each file is reported once it is stored; one that cannot be read is reported as such, and the rest goes on.
    /// Throws an <see cref="IOException"/> where there is nothing.
    /// </summary>
    public async Task Ingest(string place, Action<IngestedFile> report, CancellationToken cancellation = default)
    {
        await ingesting.WaitAsync(cancellation);
        try
        {
            await Task.Run(() => new Ingestion(this, tools.Reading, tools.Time, report).Run(place, cancellation), cancellation);
        }
        finally
        {
            ingesting.Release();
        }
    }

    /// <summary>Makes the vectors of passages that have none yet. Ended in between, it goes on from there the next time. Where the vectors are another model's, there is <see cref="Reindex"/>.</summary>
    /// <param name="progress">Told of the vectors there are and of the passages.</param>
    public async Task Embed(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        await embedding.WaitAsync(cancellation);
        try
        {
            var index = Index;
            if (tools.Embedder is { } embedder && (index.Vectors.Count == 0 || index.Knows(embedder))) await MakeVectors(index, () => progress?.Invoke(index.Vectors.Count, index.Chunks), cancellation);
        }
        finally
        {
            embedding.Release();
        }
    }

    /// <summary>Notes that the index shall be made anew, whatever it was made by.</summary>
    public void RequestReindex()
    {
        if (!IsIndexOutdated) indexes.Add(tools.Embedder?.Name);
    }

    /// <summary>
    /// Makes the index anew where <see cref="IsIndexOutdated"/>, from the stored texts; the old one serves until then, and what is taken in meanwhile is in both. Ended in between, it goes on from there the next time.
    /// </summary>
    /// <param name="progress">Told of steps done, and of how many there are, about.</param>
    public async Task Reindex(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        await embedding.WaitAsync(cancellation);
        try
        {
            await Task.Run(() => new Reindexing(this, database, tools, indexes).Run(progress, cancellation), cancellation);
        }
        finally
        {
            embedding.Release();
        }
    }

    /// <summary>Changes the settings, and keeps them.</summary>
    public LibrarySettings Change(Func<LibrarySettings, LibrarySettings> change) => database.Write((connection, transaction) =>
    {
        var changed = change(settings);
        connection.Execute("UPDATE libraries SET settings = @json WHERE id = @Id", new { json = changed.Write(), Id }, transaction);
        return settings = changed;
    });

    /// <summary>Notes a folder or a file as a source; it is taken in when somebody ingests it.</summary>
    public void AddSource(string place) => Documents.Source(Path.GetFullPath(place));

    /// <summary>A source lies elsewhere now, as after a move to another machine; its documents stay what they are.</summary>
    public void MoveSource(long source, string place) => database.Write((connection, transaction) =>
        connection.Execute("UPDATE sources SET place = @place WHERE id = @source AND library = @Id", new { place, source, Id }, transaction));

    /// <summary>A version of a document by its number; null where there is none.</summary>
    public DocumentEntry? FindDocument(long document) => Documents.Find(document);

    /// <summary>What the library had and has under a path, the oldest first.</summary>
    public IReadOnlyList<DocumentEntry> Versions(string path) => [.. Documents.All.Where(entry => entry.Path == path).OrderBy(entry => entry.ValidFrom)];

    /// <summary>The passages that fit a question best, the best first.</summary>
    public async Task<IReadOnlyList<Passage>> Search(SearchRequest request, CancellationToken cancellation = default)
    {
        while (true)
        {
            var index = Index;
            var found = await new HybridSearch(this, index, tools.Analyzer, tools.Embedder, tools.Time).Run(request, cancellation);
            if (!index.IsClosed || isDeleted) return found;
        }
    }

    /// <summary>The same, the first few in the order of a reranker; in the search's own where there is none, or it takes too long.</summary>
    public async Task<IReadOnlyList<Passage>> Search(SearchRequest request, IReranker? reranker, CancellationToken cancellation = default)
    {
        if (reranker is null) return await Search(request, cancellation);
        var found = await Search(request with { Top = Math.Max(request.Top, Reranking.Most) }, cancellation);
        var judged = await Reranking.Of(request.Question, found, reranker, tools.Time, cancellation);
        return [.. (judged is null ? found : [.. judged, .. found.Skip(judged.Count)]).Take(request.Top)];
    }

    /// <summary>The documents that a search with these wishes looks into, in the order of their paths.</summary>
    public IReadOnlyList<DocumentEntry> Within(SearchRequest request) =>
        [.. SearchScope.Of(Documents.All, request, tools.Time.GetUtcNow()).OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    /// <summary>Where passages stand in their documents: their headings, sections and neighbours.</summary>
    public IReadOnlyList<PassageContext> ContextOf(IReadOnlyCollection<Passage> passages)
    {
        var rows = Index.Read([.. passages.SelectMany(passage => (int[])[passage.Ordinal - 1, passage.Ordinal + 1]).Distinct()]).ToDictionary(row => row.Ordinal);
        return
        [
            .. passages.Select(passage =>
            {
                var outline = OutlineOf(passage.Document.Id);
                var (start, end) = outline.Section(passage.Start);
                return new PassageContext(outline.Above(outline.WordsFrom(passage.Start)), start, end, Neighbour(passage, -1), Neighbour(passage, 1));
            }),
        ];

        Neighbour? Neighbour(Passage passage, int step) =>
            rows.TryGetValue(passage.Ordinal + step, out var row) && row.Document == passage.Document.Id ? new Neighbour(row.Chunk.Start, row.Chunk.End, row.Chunk.Page, row.Text) : null;
    }

    /// <summary>Answers a question from the library's documents, and from nothing else. Throws a <see cref="TooMuchToReadException"/>.</summary>
    /// <param name="model">Null for an answer in the sources' own sentences.</param>
    /// <param name="reranker">A reranker's model, where one is installed.</param>
    public Task<Answer> Ask(AskRequest request, AnsweringModel? model, IReranker? reranker = null, CancellationToken cancellation = default) =>
        new Answerer(this, tools, model, reranker).Run(request, cancellation);

    /// <summary>Looks again at what an answer cites: what its sources no longer say there, or can no longer be asked, is <see cref="Checking.Verdict.Unreachable"/>.</summary>
    public Task<Answer> Recheck(Answer answer, CancellationToken cancellation = default) => Task.Run(() => new SourceCheck(this).Check(answer, looksAtFiles: true), cancellation);

    /// <summary>
    /// Does a task over all of a document and proves what it read. Ended in between, the same request goes on where it stopped. Throws as <see cref="ReadJobs.Begin"/> and
    /// <see cref="ReadJobs.Run"/> do.
    /// </summary>
    /// <param name="model">Null where there is none: then only what code alone can do is done.</param>
    /// <param name="progress">Told of each part once it is stored.</param>
    public Task<ReadReport> ReadWhole(ReadRequest request, AnsweringModel? model, Action<ReadProgress>? progress = null, CancellationToken cancellation = default) =>
        Jobs.Run(Jobs.Begin(request).Id, model, progress, cancellation);

    /// <summary>A document's text and its structure. Throws a <see cref="KeyNotFoundException"/> for one that has none.</summary>
    public Document Read(long document) => Documents.Read(document);

    /// <summary>Passages of the documents that a request looks into.</summary>
    internal int PassagesWithin(SearchRequest request) => Index.Count(Within(request).Select(entry => entry.Id).ToHashSet());

    internal Outline OutlineOf(long document) => outlines.Of(document);

    /// <summary>A question's terms, each weighed by how rare it is here.</summary>
    internal IReadOnlyDictionary<string, double> Weigh(string question)
    {
        var terms = tools.Analyzer.Question(question);
        var rarity = Index.Rarity([.. terms.Keys]);
        return terms.ToDictionary(term => term.Key, term => term.Value * rarity[term.Key]);
    }

    /// <summary>Stores documents that were read, and their passages, in one transaction.</summary>
    internal void Add(IReadOnlyList<(PreparedDocument Document, DocumentEntry? Earlier)> batch)
    {
        var index = database.Write((connection, transaction) =>
        {
            var (documents, serving) = Opened;      // within the turn: until it ends, no other takes its place
            var segment = serving.NewSegment();
            var actions = new List<Action>();
            var chunks = new List<ChunkRow>();
            foreach (var (prepared, earlier) in batch)
            {
                var (entry, published) = documents.Add(connection, transaction, prepared.Entry, prepared.Document, earlier);
                actions.Add(published);
                chunks.AddRange(prepared.Passages(segment, entry.Id));
            }
            if (segment.Count > 0) actions.Add(serving.Append(connection, transaction, segment, chunks));
            return (Serving: serving, Actions: actions);
        }, committed => committed.Actions.ForEach(action => action())).Serving;
        while (index.Merge()) { }
    }

    /// <summary>Makes a version history: it is no longer found, unless a search asks for its time.</summary>
    internal void End(DocumentEntry entry, DateTimeOffset moment) => database.Write((connection, transaction) => Documents.End(connection, transaction, entry, moment))();

    /// <summary>All readable documents with higher numbers, in the order of the numbers; every version, since searches may be of its time.</summary>
    internal IReadOnlyList<DocumentEntry> ReadableAfter(long last) => database.Write((_, _) =>      // in turn, so that a batch is there whole or not yet
        Documents.All.Where(entry => entry.Id > last && entry.State is DocumentState.Readable).OrderBy(entry => entry.Id).ToList());

    /// <summary>Makes the vectors that an index lacks; one at a time.</summary>
    internal async Task MakeVectors(LibraryIndex index, Action tell, CancellationToken cancellation)
    {
        if (tools.Embedder is not { } embedder) return;
        while (index.ReadFrom(index.Vectors.Count, VectorBatch) is { Count: > 0 } rows)
        {
            var vectors = await embedder.Passages([.. rows.Select(row => PreparedDocument.Searched(Documents.Find(row.Document)!, row.Chunk, row.Text))], cancellation);
            index.AppendVectors(embedder, vectors);
            tell();
        }
        index.ExtendVectorIndex(cancellation);
    }

    /// <summary>Has an index take the place of the one that serves, where it holds all there is. The old one is still in the store.</summary>
    /// <param name="last">The last document that was brought into it.</param>
    internal bool TryServe(LibraryIndex next, long last) => database.Write((connection, transaction) =>
    {
        if (next.Vectors.Count < next.Chunks && tools.Embedder is not null || Documents.All.Any(entry => entry.Id > last && entry.State is DocumentState.Readable)) return false;
        indexes.Serve(connection, transaction, next.Id);
        return true;
    }, served =>
    {
        if (!served) return;
        var former = Opened;
        opened = former with { Index = next };
        former.Index.Dispose();
    });

    /// <summary>Lets go of what is in memory, where nothing is being done that changes it.</summary>
    internal bool TryClose()
    {
        if (!ingesting.Wait(0)) return false;
        bool isIdle = embedding.Wait(0);
        if (isIdle)
        {
            lock (opening)
            {
                opened?.Index.Dispose();
                opened = null;
            }
            embedding.Release();
        }
        ingesting.Release();
        return isIdle;
    }

    /// <summary>It is in the store no longer.</summary>
    internal void Abandon()
    {
        isDeleted = true;
        tools.Open.Forget(this);
        opened?.Index.Dispose();
    }

    private OpenedLibrary Open()
    {
        lock (opening)
        {
            if (opened is { } now) return now;
            var serving = indexes.All.FirstOrDefault(row => row.IsServing) ?? throw new KeyNotFoundException($"the library '{Name}' has been deleted.");
            return opened = new(new DocumentTable(database, Id), LibraryIndex.Load(database, serving, tools.MostScanned));
        }
    }
}
