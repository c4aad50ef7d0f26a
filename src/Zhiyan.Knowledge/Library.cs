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
    private readonly LibraryIndex index;
    private readonly Outlines outlines;
    private readonly SemaphoreSlim ingesting = new(1), embedding = new(1);
    private volatile LibrarySettings settings;

    internal Library(KnowledgeDatabase database, KnowledgeTools tools, long id, string name, long indexId)
    {
        (this.database, this.tools, Id, Name) = (database, tools, id, name);
        Documents = new DocumentTable(database, id);
        Jobs = new ReadJobs(database, id, document => Documents.Find(document) is null ? throw new KeyNotFoundException($"there is no document {document} here.") : Read(document), text => tools.Folding.Fold(text).Text, tools.Time);
        settings = ReadSettings();
        index = LibraryIndex.Load(database, indexId);
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

    /// <summary>Passages that can be found by words, and how many of them by meaning too.</summary>
    public (int Passages, int Vectors) Progress => (index.Chunks, index.Vectors.Count);

    /// <summary>What is valid now, in the order of paths.</summary>
    public IReadOnlyList<DocumentEntry> Contents => [.. Documents.All.Where(entry => entry.ValidTo is null).OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    /// <summary>Work over whole documents.</summary>
    public ReadJobs Jobs { get; }

    internal DocumentTable Documents { get; }

    internal LibraryIndex Index => index;

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

    /// <summary>Makes the vectors of passages that have none yet. Ended in between, it goes on from there the next time.</summary>
    /// <param name="progress">Told of the vectors there are and of the passages.</param>
    public async Task Embed(Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        if (tools.Embedder is not { } embedder) return;
        await embedding.WaitAsync(cancellation);
        try
        {
            while (index.ReadFrom(index.Vectors.Count, VectorBatch) is { Count: > 0 } rows)
            {
                var vectors = await embedder.Passages([.. rows.Select(row => PreparedDocument.Searched(Documents.Find(row.Document)!, row.Chunk, row.Text))], cancellation);
                index.AppendVectors(vectors);
                progress?.Invoke(index.Vectors.Count, index.Chunks);
            }
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
    public Task<IReadOnlyList<Passage>> Search(SearchRequest request, CancellationToken cancellation = default) =>
        new HybridSearch(this, tools.Analyzer, tools.Embedder, tools.Time).Run(request, cancellation);

    /// <summary>The same, the first few in the order of a reranker; in the search's own where it takes too long.</summary>
    public async Task<IReadOnlyList<Passage>> Search(SearchRequest request, IReranker reranker, CancellationToken cancellation = default)
    {
        var found = await Search(request with { Top = Math.Max(request.Top, Reranking.Most) }, cancellation);
        return [.. (await Reranking.Of(request.Question, found, reranker, tools.Time, cancellation)).Take(request.Top)];
    }

    /// <summary>The documents that a search with these wishes looks into, in the order of their paths.</summary>
    public IReadOnlyList<DocumentEntry> Within(SearchRequest request) =>
        [.. SearchScope.Of(Documents.All, request, tools.Time.GetUtcNow()).OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    /// <summary>Where passages stand in their documents: their headings, sections and neighbours.</summary>
    public IReadOnlyList<PassageContext> ContextOf(IReadOnlyCollection<Passage> passages)
    {
        var rows = index.Read([.. passages.SelectMany(passage => (int[])[passage.Ordinal - 1, passage.Ordinal + 1]).Distinct()]).ToDictionary(row => row.Ordinal);
        return
        [
            .. passages.Select(passage =>
            {
                var outline = OutlineOf(passage.Document.Id);
                var (start, end) = outline.Section(passage.Start);
                return new PassageContext(outline.Above(passage.Start), start, end, Neighbour(passage, -1), Neighbour(passage, 1));
            }),
        ];

        Neighbour? Neighbour(Passage passage, int step) =>
            rows.TryGetValue(passage.Ordinal + step, out var row) && row.Document == passage.Document.Id ? new Neighbour(row.Chunk.Start, row.Chunk.End, row.Chunk.Page, row.Text) : null;
    }

    /// <summary>Answers a question from the library's documents, and from nothing else.</summary>
    /// <param name="model">Null for an answer in the sources' own sentences.</param>
    public Task<Answer> Ask(AskRequest request, AnsweringModel? model, CancellationToken cancellation = default) =>
        new Answerer(this, tools.Analyzer, tools.Folding, tools.Embedder, model).Run(request, cancellation);

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
    internal int PassagesWithin(SearchRequest request) => index.Count(Within(request).Select(entry => entry.Id).ToHashSet());

    internal Outline OutlineOf(long document) => outlines.Of(document);

    /// <summary>A question's terms, each weighed by how rare it is here.</summary>
    internal IReadOnlyDictionary<string, double> Weigh(string question)
    {
        var terms = tools.Analyzer.Question(question);
        var rarity = index.Rarity([.. terms.Keys]);
        return terms.ToDictionary(term => term.Key, term => term.Value * rarity[term.Key]);
    }

    /// <summary>Stores documents that were read, and their passages, in one transaction.</summary>
    internal void Add(IReadOnlyList<(PreparedDocument Document, DocumentEntry? Earlier)> batch)
    {
        var segment = index.NewSegment();
        var publish = database.Write((connection, transaction) =>
        {
            var actions = new List<Action>();
            var chunks = new List<ChunkRow>();
            foreach (var (prepared, earlier) in batch)
            {
                var (entry, published) = Documents.Add(connection, transaction, prepared.Entry, prepared.Document, earlier);
                actions.Add(published);
                for (int at = 0; at < prepared.Chunks.Count; at++)
                {
                    var chunk = prepared.Chunks[at];
                    segment.Add(entry.Id, prepared.Terms[at]);
                    chunks.Add(new ChunkRow(0, entry.Id, chunk, prepared.Document!.Text[chunk.Start..chunk.End]));
                }
            }
            if (segment.Count > 0) actions.Add(index.Append(connection, transaction, segment, chunks));
            return actions;
        });
        foreach (var action in publish) action();
        while (index.Merge()) { }
    }

    /// <summary>Makes a version history: it is no longer found, unless a search asks for its time.</summary>
    internal void End(DocumentEntry entry, DateTimeOffset moment) => database.Write((connection, transaction) => Documents.End(connection, transaction, entry, moment))();

    private LibrarySettings ReadSettings()
    {
        using var connection = database.Open();
        return LibrarySettings.Read(connection.QuerySingle<string>("SELECT settings FROM libraries WHERE id = @Id", new { Id }));
    }
}
