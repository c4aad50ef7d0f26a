using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Libraries;

/// <summary>What a library does, whatever store it is kept in.</summary>
public abstract class LibraryTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"zhiyan-library-{Guid.NewGuid():N}");
    private readonly TestClock clock = new();
    private readonly WordVectors vectors = new();

    protected string Data => Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;

    private string Files => Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;

    [Fact]
    public async Task Files_are_found_by_their_words_and_places()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("tea/green.txt", "绿茶产于浙江。\n\n明前茶在清明之前采摘。");
        Write("notes.txt", "The library closes at six.\n\nOn Sundays it stays closed.");

        var told = await Ingest(library);
        var found = await library.Search(new SearchRequest("明前茶什么时候采摘"));

        Assert.Equal([("notes.txt", IngestStatus.Added), ("tea/green.txt", IngestStatus.Added)], told.Select(file => (file.Path, file.Status)));
        Assert.Equal("tea/green.txt", found[0].Document.Path);
        Assert.Equal(found[0].Text, library.Read(found[0].Document.Id).Text[found[0].Start..found[0].End]);
        Assert.Equal("zh-Hans", found[0].Document.Language);
    }

    [Fact]
    public async Task Doing_it_again_changes_nothing()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("a.txt", "one");
        Write("b.txt", "two");
        await Ingest(library);

        var again = await Ingest(library);

        Assert.All(again, file => Assert.Equal(IngestStatus.Unchanged, file.Status));
        Assert.Equal(2, library.Progress.Passages);
    }

    [Fact]
    public async Task A_file_that_changed_has_a_new_version_and_the_old_one_is_found_at_its_time()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("price.txt", "The price is ten yuan.");
        await Ingest(library);
        clock.Advance(TimeSpan.FromDays(2));
        Write("price.txt", "The price is twelve yuan.");

        var told = await Ingest(library);

        Assert.Equal(IngestStatus.Changed, told.Single().Status);
        Assert.Equal("The price is twelve yuan.", (await library.Search(new SearchRequest("price yuan"))).Single().Text);
        Assert.Equal("The price is ten yuan.", (await library.Search(new SearchRequest("price yuan") { At = clock.GetUtcNow().AddDays(-1) })).Single().Text);
    }

    [Fact]
    public async Task A_file_that_moved_is_moved_and_not_read_again()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("old/name.txt", "A text about glaciers.");
        await Ingest(library);
        Directory.CreateDirectory(Path.Combine(Files, "new"));
        File.Move(Path.Combine(Files, "old/name.txt"), Path.Combine(Files, "new/name.txt"));

        var told = await Ingest(library);

        Assert.Equal(("new/name.txt", IngestStatus.Renamed), (told.Single().Path, told.Single().Status));
        Assert.Equal("new/name.txt", library.Contents.Single().Path);
        Assert.Equal(1, library.Progress.Passages);
    }

    [Fact]
    public async Task A_file_that_moved_and_was_copied_as_well_is_there_twice()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("a.txt", "A text about glaciers.");
        await Ingest(library);
        File.Delete(Path.Combine(Files, "a.txt"));
        Write("b.txt", "A text about glaciers.");
        Write("c.txt", "A text about glaciers.");

        var told = await Ingest(library);

        Assert.Equal([("b.txt", IngestStatus.Renamed), ("c.txt", IngestStatus.Added)], told.OrderBy(file => file.Path).Select(file => (file.Path, file.Status)));
        Assert.Equal(["b.txt", "c.txt"], (await library.Search(new SearchRequest("glaciers"))).Select(passage => passage.Document.Path).Order());
    }

    [Fact]
    public async Task What_moves_onto_another_file_takes_its_place()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("a.txt", "A text about glaciers.");
        Write("b.txt", "A text about rivers.");
        await Ingest(library);
        File.Move(Path.Combine(Files, "a.txt"), Path.Combine(Files, "b.txt"), overwrite: true);

        var told = await Ingest(library);

        Assert.Equal([("b.txt", IngestStatus.Renamed)], told.Select(file => (file.Path, file.Status)));
        Assert.Equal("b.txt", library.Contents.Single().Path);
        Assert.Empty(await library.Search(new SearchRequest("rivers") { Mode = SearchMode.Words }));
    }

    [Fact]
    public async Task An_archive_that_was_left_in_between_is_taken_up_again()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Directory.CreateDirectory(Files);
        await File.WriteAllBytesAsync(Path.Combine(Files, "all.zip"), Zip(200), TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var told = new List<IngestedFile>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => library.Ingest(Files, file =>
        {
            told.Add(file);
            stop.Cancel();
        }, stop.Token));

        var again = await Ingest(library);

        Assert.True(told.Count < 200);
        Assert.Equal(told.Count, again.Count(file => file.Status is IngestStatus.Unchanged));
        Assert.Equal(201, library.Contents.Count);
        Assert.All(await Ingest(library), file => Assert.Equal(IngestStatus.Unchanged, file.Status));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_no_longer_found()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("a.txt", "A text about glaciers.");
        Write("b.txt", "A text about rivers.");
        await Ingest(library);
        File.Delete(Path.Combine(Files, "a.txt"));

        var told = await Ingest(library);

        Assert.Contains(told, file => file is { Path: "a.txt", Status: IngestStatus.Removed });
        Assert.Empty(await library.Search(new SearchRequest("glaciers") { Mode = SearchMode.Words }));
        Assert.Equal("b.txt", library.Contents.Single().Path);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_of_and_the_rest_goes_on()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("empty.txt", "  \n");
        Write("good.txt", "A text about glaciers.");

        var told = await Ingest(library);

        var failed = told.Single(file => file.Path == "empty.txt");
        Assert.Equal(IngestStatus.Failed, failed.Status);
        Assert.NotNull(failed.Error);
        Assert.Single(await library.Search(new SearchRequest("glaciers")));
    }

    [Fact]
    public async Task What_is_stored_before_an_end_is_not_read_again_after_it()
    {
        using (var knowledge = await Open())
        {
            var library = knowledge.FindOrCreate("papers");
            for (int number = 0; number < 200; number++) Write($"{number:D3}.txt", $"A text about glaciers, number {number}.");
            using var ending = new CancellationTokenSource();
            int seen = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => library.Ingest(Files, _ =>
            {
                if (++seen == 64) ending.Cancel();
            }, ending.Token));
        }
        using var again = await Open();
        var resumed = again.Find("papers")!;
        int before = resumed.Contents.Count;

        var told = await Ingest(resumed);

        Assert.InRange(before, 64, 199);
        Assert.Equal(before, told.Count(file => file.Status is IngestStatus.Unchanged));
        Assert.Equal(200, resumed.Contents.Count);
        Assert.Equal(200, resumed.Progress.Passages);
    }

    [Fact]
    public async Task An_index_of_many_parts_finds_what_one_of_few_finds()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        for (int number = 0; number < 20; number++)
        {
            Write($"{number:D3}.txt", $"Glacier number {number} {(number % 3 == 0 ? "melts quickly" : "stays")}.");
            await Ingest(library);
        }

        var found = await library.Search(new SearchRequest("melts") { Top = 100, Mode = SearchMode.Words });

        Assert.Equal(Enumerable.Range(0, 20).Where(number => number % 3 == 0).Select(number => $"{number:D3}.txt"), found.Select(passage => passage.Document.Path).Order());
    }

    [Fact]
    public async Task Vectors_follow_and_outlive_the_process()
    {
        using (var knowledge = await Open())
        {
            var library = knowledge.FindOrCreate("papers");
            for (int number = 0; number < 10; number++) Write($"{number}.txt", new string((char)('a' + number), 30));
            await Ingest(library);
            Assert.Equal((10, 0), library.Progress);
            await library.Embed();
            Assert.Equal((10, 10), library.Progress);
        }
        using var again = await Open();
        var reopened = again.Find("papers")!;
        int texts = vectors.Texts;

        await reopened.Embed();
        var found = await reopened.Search(new SearchRequest(new string('c', 30)) { Mode = SearchMode.Vectors, Top = 1 });

        Assert.Equal(texts + 1, vectors.Texts);     // the question's alone
        Assert.Equal("2.txt", found.Single().Document.Path);
    }

    [Fact]
    public async Task A_search_can_be_held_to_a_folder_a_kind_a_language_a_date_or_documents()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("one/a.txt", "glacier 冰川冰川冰川冰川");
        Write("two/b.txt", "A glacier is ice that moves.");
        await Ingest(library);

        Assert.Equal(["two/b.txt"], Paths(await library.Search(new SearchRequest("glacier") { Paths = ["two"] })));
        Assert.Equal(["one/a.txt"], Paths(await library.Search(new SearchRequest("glacier") { Languages = ["zh"] })));
        Assert.Empty(library.Within(new SearchRequest("") { Kinds = [DocumentKind.Pdf, DocumentKind.Mail] }));
        Assert.Equal(2, library.Within(new SearchRequest("") { Kinds = [DocumentKind.Text] }).Count);
        Assert.Empty(library.Within(new SearchRequest("") { Until = library.Contents.Min(entry => entry.Modified) }));
        Assert.Equal(2, library.Within(new SearchRequest("") { Since = library.Contents.Min(entry => entry.Modified) }).Count);
        Assert.Equal(["two/b.txt"], Paths(await library.Search(new SearchRequest("glacier") { Documents = [library.Contents[1].Id] })));
    }

    [Fact]
    public async Task A_passage_knows_its_headings_its_section_and_its_neighbours()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("a.txt", "A first text.");
        Write("ice.md", "# Ice\n\nGlaciers are rivers of ice.\n\n# Water\n\n## Lakes\n\nLakes stand still.\n\n## Rivers\n\nRivers run to the sea.\n");
        await Ingest(library);
        var found = await library.Search(new SearchRequest("Lakes stand still") { Mode = SearchMode.Words, Top = 1 });

        var context = Assert.Single(library.ContextOf(found));

        Assert.Equal(["Water", "Lakes"], context.Headings);
        Assert.Contains("Glaciers", context.Before!.Text);
        Assert.Contains("run to the sea", context.After!.Text);
        Assert.Equal("# Water", library.Read(found[0].Document.Id).Text[context.SectionStart..(context.SectionStart + 7)]);
        Assert.Null(library.ContextOf(await library.Search(new SearchRequest("Glaciers") { Mode = SearchMode.Words, Top = 1 }))[0].Before);
    }

    [Fact]
    public async Task A_title_is_found_by_its_sound()
    {
        using var knowledge = await Open();
        var library = knowledge.FindOrCreate("papers");
        Write("红楼梦.txt", "满纸荒唐言，一把辛酸泪。");
        Write("重庆游记.txt", "山城多雾。");
        await Ingest(library);

        Assert.Equal(["红楼梦.txt"], Paths(await library.Search(new SearchRequest("hongloumeng") { Mode = SearchMode.Words })));
        Assert.Equal(["重庆游记.txt"], Paths(await library.Search(new SearchRequest("Chong qing") { Mode = SearchMode.Words })));
        Assert.Empty(await library.Search(new SearchRequest("xiyouji") { Mode = SearchMode.Words }));
    }

    [Fact]
    public async Task Libraries_do_not_see_each_other_and_a_deleted_one_is_gone()
    {
        using var knowledge = await Open();
        Write("a.txt", "A text about glaciers.");
        await Ingest(knowledge.FindOrCreate("one"));
        knowledge.FindOrCreate("two");

        Assert.Empty(await knowledge.Find("two")!.Search(new SearchRequest("glaciers")));
        Assert.Equal(["one", "two"], knowledge.Names());
        Assert.True(knowledge.Delete("one"));
        Assert.Null(knowledge.Find("one"));
        Assert.Throws<ArgumentException>(() => knowledge.FindOrCreate(" "));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected abstract Task<KnowledgeSettings> Settings();

    private async Task<KnowledgeBase> Open() => KnowledgeBase.Open(await Settings(), WordVectors.Embedder(vectors), clock);

    private async Task<List<IngestedFile>> Ingest(Library library)
    {
        var told = new List<IngestedFile>();
        await library.Ingest(Files, told.Add);
        return told;
    }

    private static byte[] Zip(int files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            for (int file = 0; file < files; file++)
            {
                using var text = new StreamWriter(zip.CreateEntry($"{file}.txt").Open());
                text.Write($"Text number {file} about glaciers.");
            }
        return bytes.ToArray();
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Files, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static IEnumerable<string> Paths(IEnumerable<Passage> found) => found.Select(passage => passage.Document.Path);

    private sealed class TestClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }
}

public sealed class SqliteLibraryTests : LibraryTests
{
    protected override Task<KnowledgeSettings> Settings() => Task.FromResult(new KnowledgeSettings { Folder = Data });
}

public sealed class PostgresLibraryTests(PostgresServer server) : LibraryTests, IClassFixture<PostgresServer>
{
    private string? connection;

    protected override async Task<KnowledgeSettings> Settings() => new() { Folder = Data, Connection = connection ??= await server.NewDatabaseAsync() };
}
