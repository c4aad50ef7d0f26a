using Dapper;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Knowledge.Store;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Libraries;

/// <summary>How a library's index is made anew while it is used, whatever store it is kept in.</summary>
public abstract class ReindexingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-reindex-");
    private readonly WordVectors vectors = new();

    protected string Data => Directory.CreateDirectory(Path.Combine(folder.FullName, "data")).FullName;

    private string Files => Directory.CreateDirectory(Path.Combine(folder.FullName, "files")).FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_index_of_another_form_is_made_anew_without_reading_a_file_again()
    {
        await Take(documents: 3);
        await Change("UPDATE indexes SET form = 0");
        Directory.Delete(Files, recursive: true);
        using var knowledge = await Open();
        var library = knowledge.Find("papers")!;
        bool wasOutdated = library.IsIndexOutdated;
        var told = new List<(int Done, int All)>();

        await library.Reindex((done, all) => told.Add((done, all)), Cancellation);

        Assert.True(wasOutdated);
        Assert.False(library.IsIndexOutdated);
        Assert.Equal((3, 3), library.Progress);
        Assert.Equal((6, 6), told[^1]);
        Assert.Equal("001.txt", (await Search(library, Text(1))).Document.Path);
        Assert.Equal([1L, 3L, 1L], await Counted("indexes", "chunks", "vectors"));
    }

    [Fact]
    public async Task Searches_meanwhile_answer_from_the_old_one_and_what_comes_in_is_in_both()
    {
        await Take(documents: 3);
        using var knowledge = await Open();
        var library = knowledge.Find("papers")!;
        library.RequestReindex();
        Passage? old = null, late = null;
        (int, int) meanwhile = default;
        vectors.BeforePassages = async () =>
        {
            vectors.BeforePassages = () => Task.CompletedTask;
            old = await Search(library, Text(1));
            Write(3);
            await library.Ingest(Files, _ => { }, Cancellation);
            late = await Search(library, Text(3));
            meanwhile = library.Progress;
        };

        await library.Reindex(cancellation: Cancellation);

        Assert.Equal("001.txt", old!.Document.Path);
        Assert.Equal("003.txt", late!.Document.Path);
        Assert.Equal((4, 3), meanwhile);
        Assert.Equal((4, 4), library.Progress);
        Assert.Equal("003.txt", (await Search(library, Text(3), SearchMode.Vectors)).Document.Path);
        Assert.Equal([1L, 4L], await Counted("indexes", "chunks"));
    }

    [Fact]
    public async Task Ended_in_the_middle_it_goes_on_where_it_stopped()
    {
        await Take(documents: 100);
        using (var knowledge = await Open())
        {
            knowledge.Find("papers")!.RequestReindex();
            using var end = new CancellationTokenSource();
            int batches = 0;
            vectors.BeforePassages = () => ++batches == 2 ? end.CancelAsync() : Task.CompletedTask;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => knowledge.Find("papers")!.Reindex(cancellation: end.Token));
        }
        using var again = await Open();
        var library = again.Find("papers")!;
        var between = await Search(library, Text(42));
        int before = vectors.Texts;

        await library.Reindex(cancellation: Cancellation);

        Assert.Equal("042.txt", between.Document.Path);
        Assert.Equal(100 - 64, vectors.Texts - before);
        Assert.Equal((100, 100), library.Progress);
        Assert.False(library.IsIndexOutdated);
    }

    [Fact]
    public async Task Vectors_of_two_models_are_never_compared()
    {
        await Take(documents: 3);
        var others = new WordVectors(width: 96);
        using var knowledge = KnowledgeBase.Open(await Settings(), WordVectors.Embedder(others, "other-vectors"), TimeProvider.System);
        var library = knowledge.Find("papers")!;

        var before = await Search(library, Text(1), SearchMode.Vectors);
        await library.Embed(cancellation: Cancellation);
        int embedded = others.Texts;
        await library.Reindex(cancellation: Cancellation);
        var after = await Search(library, Text(1), SearchMode.Vectors);

        Assert.Equal((0, 0), (before.VectorScore, embedded));
        Assert.Equal(("001.txt", "001.txt"), (before.Document.Path, after.Document.Path));
        Assert.InRange(after.VectorScore, 0.5, 1.1);
        Assert.Equal((3, 3), library.Progress);
    }

    [Fact]
    public async Task A_process_that_was_killed_after_the_switch_leaves_a_former_index_that_goes()
    {
        await Take(documents: 3);
        await Change("INSERT INTO indexes (library, form, embedder, is_serving) SELECT library, form, 'word-vectors', 1 FROM indexes; UPDATE indexes SET is_serving = 0 WHERE id = (SELECT MIN(id) FROM indexes)");
        using var knowledge = await Open();

        await knowledge.Find("papers")!.Reindex(cancellation: Cancellation);

        Assert.Equal([1L, 0L, 0L, 0L], await Counted("indexes", "chunks", "postings", "vectors"));
    }

    [Fact]
    public async Task To_look_opens_no_library_and_few_stay_open()
    {
        await Take(documents: 2);
        using var knowledge = KnowledgeBase.Open(await Settings() with { MostOpenLibraries = 2 }, null, TimeProvider.System);
        foreach (var name in (string[])["a", "b", "c"]) await knowledge.FindOrCreate(name).Ingest(Files, _ => { }, Cancellation);
        int afterUse = knowledge.All.Count(library => library.IsOpen);
        foreach (var library in knowledge.All) Assert.Equal("001.txt", (await Search(library, Text(1))).Document.Path);
        using var again = await Open();

        var seen = again.All.Select(library => (library.Name, library.Counts, library.Progress, library.HasIndexWork)).ToList();

        Assert.Equal(2, afterUse);
        Assert.Equal(["a", "b", "c", "papers"], seen.Select(library => library.Name));
        Assert.All(seen, library => Assert.Equal((2, 0), library.Counts));
        Assert.Equal([(2, 0), (2, 0), (2, 0), (2, 2)], seen.Select(library => library.Progress));
        Assert.Equal([true, true, true, false], seen.Select(library => library.HasIndexWork));
        Assert.DoesNotContain(again.All, library => library.IsOpen);
    }

    [Fact]
    public async Task More_vectors_than_are_scanned_are_found_by_an_index_where_there_is_one()
    {
        await Take(documents: 20);
        using var knowledge = KnowledgeBase.Open(await Settings() with { MostScannedVectors = 10 }, WordVectors.Embedder(vectors), TimeProvider.System);
        var library = knowledge.Find("papers")!;
        var before = library.VectorSearch;

        await library.Embed(cancellation: Cancellation);

        Assert.Equal(("exact", Graph), (before, library.VectorSearch));
        Assert.Equal("013.txt", (await Search(library, Text(13), SearchMode.Vectors)).Document.Path);
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected abstract string Graph { get; }

    protected abstract Task<KnowledgeSettings> Settings();

    internal abstract Task<KnowledgeDatabase> Store();

    private async Task<KnowledgeBase> Open() => KnowledgeBase.Open(await Settings(), WordVectors.Embedder(vectors), TimeProvider.System);

    /// <summary>A library as an earlier process left it.</summary>
    private async Task Take(int documents)
    {
        for (int number = 0; number < documents; number++) Write(number);
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        await library.Ingest(Files, _ => { }, Cancellation);
        await library.Embed(cancellation: Cancellation);
    }

    private void Write(int number) => File.WriteAllText(Path.Combine(Files, $"{number:D3}.txt"), Text(number));

    /// <summary>Words and letters by which it is found.</summary>
    private static string Text(int number) => $"number {number:D3} {string.Concat(Enumerable.Repeat($"{(char)('a' + number / 10)}{(char)('a' + number % 10)}", 20))}";

    private async Task Change(string sql)
    {
        using var store = await Store();
        store.Write((connection, transaction) => connection.Execute(sql, transaction: transaction));
    }

    private async Task<List<long>> Counted(params string[] tables)
    {
        using var store = await Store();
        using var connection = store.Open();
        return [.. tables.Select(table => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {table}"))];
    }

    private static async Task<Passage> Search(Library library, string question, SearchMode mode = SearchMode.Hybrid) =>
        (await library.Search(new SearchRequest(question) { Mode = mode }, Cancellation))[0];
}

public sealed class SqliteReindexingTests : ReindexingTests
{
    protected override string Graph => "USearch";

    protected override Task<KnowledgeSettings> Settings() => Task.FromResult(new KnowledgeSettings { Folder = Data });

    internal override Task<KnowledgeDatabase> Store() => Task.FromResult<KnowledgeDatabase>(new SqliteKnowledge(Path.Combine(Data, KnowledgeBase.FileName)));
}

public sealed class PostgresReindexingTests(PostgresServer server) : ReindexingTests, IClassFixture<PostgresServer>
{
    private string? connection;

    /// <summary>Debian's packages have no pgvector.</summary>
    protected override string Graph => "exact";

    protected override async Task<KnowledgeSettings> Settings() => new() { Folder = Data, Connection = connection ??= await server.NewDatabaseAsync() };

    internal override async Task<KnowledgeDatabase> Store() => new PostgresKnowledge((await Settings()).Connection!);
}
