using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

/// <summary>The verbs that work on libraries, by words alone and without a chat model.</summary>
public sealed class LibraryVerbsTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("zhiyan-library-verbs-");

    private string Data => Path.Combine(root.FullName, "data");

    private string Files => Directory.CreateDirectory(Path.Combine(root.FullName, "files")).FullName;

    [Fact]
    public async Task Ingest_tells_of_each_file_and_search_counts_in_code_points()
    {
        Write("tea/绿茶.txt", "𠮷野家 serves it. 明前茶在清明之前采摘。");
        Write("empty.txt", "");

        var ingested = Lines(await Verb("ingest", Files, "--library", "papers", "--words-only", "--json"));
        var found = (await Verb("search", "--library", "papers", "--query", "明前茶", "--top", "3", "--words-only", "--json")).Json.AsArray();

        Assert.Equal([("empty.txt", "failed"), ("tea/绿茶.txt", "added")], ingested.Select(line => ((string)line["document"]!, (string)line["status"]!)));
        Assert.NotNull(ingested[0]["error"]);
        var hit = Assert.Single(found)!.AsObject();
        Assert.Equal(["document", "page", "start", "end", "score", "text"], hit.Select(member => member.Key));
        Assert.Null(hit["page"]);
        Assert.Equal((0, 26), ((int)hit["start"]!, (int)hit["end"]!));
    }

    [Fact]
    public async Task An_index_is_made_anew_without_the_files()
    {
        Write("a.txt", "Glaciers are rivers of ice.");
        await Verb("ingest", Files, "--words-only");
        File.Delete(Path.Combine(Files, "a.txt"));

        var made = await Verb("ingest", "--reindex", "--words-only", "--json");
        var found = (await Verb("search", "--query", "glaciers", "--words-only", "--json")).Json.AsArray();

        Assert.Equal((0, ""), (made.ExitCode, made.Out));
        Assert.Single(found);
    }

    [Fact]
    public async Task Batches_keep_the_order_of_their_questions()
    {
        Write("a.txt", "Glaciers are rivers of ice.");
        await Verb("ingest", Files, "--words-only");
        var questions = Path.Combine(root.FullName, "questions.jsonl");
        await File.WriteAllTextAsync(questions, """
            {"qid": "q2", "question": "glaciers"}
            {"qid": 7, "question": "nothing of it"}
            """);

        var searched = Lines(await Verb("search", "--queries", questions, "--words-only", "--json"));
        var asked = Lines(await Verb("ask", "--questions", questions, "--words-only", "--quotes-only", "--json"));

        Assert.Equal(["q2", "7"], searched.Select(line => line["qid"]!.ToString()));
        Assert.Single(searched[0]["hits"]!.AsArray());
        Assert.Equal(["q2", "7"], asked.Select(line => line["qid"]!.ToString()));
    }

    [Fact]
    public async Task Ask_gives_claims_with_evidence_or_abstains()
    {
        Write("station.txt", "The station lies in the north of the town. It was opened on 3 May 1987 by the mayor. Trams leave every ten minutes.");
        await Verb("ingest", Files, "--words-only");

        var answered = (await Verb("ask", "--question", "When was the station opened by the mayor?", "--words-only", "--quotes-only", "--json")).Json;
        var unanswered = (await Verb("ask", "--question", "What is the boiling point of mercury?", "--words-only", "--quotes-only", "--json")).Json;

        Assert.False((bool)answered["abstained"]!);
        var claim = answered["claims"]![0]!;
        Assert.Equal("supported", (string)claim["verdict"]!);
        Assert.Equal(("station.txt", "It was opened on 3 May 1987 by the mayor."), ((string)claim["evidence"]![0]!["document"]!, (string)claim["evidence"]![0]!["quote"]!));
        Assert.Equal("full_text", (string)answered["coverage"]!["mode"]!);
        Assert.True((bool)unanswered["abstained"]!);
        Assert.Empty(unanswered["claims"]!.AsArray());
    }

    [Fact]
    public async Task Verify_tells_which_sources_of_kept_answers_can_no_longer_be_looked_up()
    {
        Write("station.txt", "The station lies in the north of the town. It was opened on 3 May 1987 by the mayor. Trams leave every ten minutes.");
        await Verb("ingest", Files, "--words-only");
        var kept = Path.Combine(root.FullName, "kept.jsonl");
        await File.WriteAllTextAsync(kept, (await Verb("ask", "--question", "When was the station opened by the mayor?", "--words-only", "--quotes-only", "--json")).Out.ReplaceLineEndings(" "));
        File.Delete(Path.Combine(Files, "station.txt"));

        var told = (await Verb("verify", "--answers", kept, "--json")).Json;
        var shown = await Verb("verify", "--answers", kept);
        var both = await Verb("verify", "--answers", kept, "--claims", kept);

        var claim = told["claims"]![0]!;
        Assert.Equal(("unreachable", "supported", "file_missing"), ((string)claim["verdict"]!, (string)claim["checked"]!, (string)claim["evidence"]![0]!["unreachable"]!));
        Assert.Contains("unreachable: It was opened on 3 May 1987 by the mayor.", shown.Out, StringComparison.Ordinal);
        Assert.Contains("station.txt: file missing", shown.Out, StringComparison.Ordinal);
        Assert.Contains("give one of --claims and --answers", both.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_takes_a_file_in_and_accounts_for_all_of_it()
    {
        Write("book.md", "# One\n\nText of it.\n\n# Two\n\nMore of it.\n");

        var read = (await Verb("read", "--document", Path.Combine(Files, "book.md"), "--task", "List the title of every chapter.", "--words-only", "--json")).Json;

        Assert.Equal(["One", "Two"], read["items"]!.AsArray().Select(item => (string)item!["text"]!));
        Assert.Equal("structure", (string)read["method"]!);
        Assert.True((bool)read["coverage"]!["complete"]!);
        Assert.Equal((int)read["coverage"]!["characters"]!, (int)read["coverage"]!["characters_read"]!);
    }

    [Fact]
    public async Task Read_compares_two_files_by_code()
    {
        Write("one.txt", "A night costs at most 300 yuan.");
        Write("two.txt", "A night costs at most 500 yuan.");

        var read = (await Verb("read", "--document", Path.Combine(Files, "one.txt"), "--with", Path.Combine(Files, "two.txt"), "--task", "Compare them.", "--words-only", "--json")).Json;

        var difference = Assert.Single(read["items"]!.AsArray())!;
        Assert.Equal(("numbers", "300 → 500"), ((string)difference["difference"]!, (string)difference["text"]!));
        Assert.Equal(("one.txt", "two.txt", "A night costs at most 500 yuan."), ((string)difference["document"]!, (string)difference["other"]!["document"]!, (string)difference["other"]!["quote"]!));
    }

    /// <summary>The beginning of a chapter, as much as the default model reads in a few seconds.</summary>
    [Fact]
    public async Task Read_summarises_a_chapter_by_the_default_model_in_sentences_that_were_checked()
    {
        var book = await File.ReadAllTextAsync(Fixtures.SharedPath("data", "long", "zh-laocan.txt"));
        var chapter = book[book.LastIndexOf("历山山下古帝遗踪", StringComparison.Ordinal)..][..900];
        Write("chapter.txt", chapter);

        var read = (await Verb("read", "--document", Path.Combine(Files, "chapter.txt"), "--task", "概括这一段。", "--model", DefaultModels.Mini, "--words-only", "--json")).Json;

        Assert.True((bool)read["coverage"]!["complete"]!);
        Assert.InRange((long)read["coverage"]!["tokens"]!, 500, 20_000);
        var supported = read["items"]!.AsArray().Where(item => (string)item!["verdict"]! == "supported").ToList();
        Assert.NotEmpty(supported);
        Assert.All(supported, item => Assert.InRange((int)item!["end"]! - (int)item["start"]!, 1, chapter.Length));
    }

    [Fact]
    public async Task What_is_not_there_is_named_with_what_is()
    {
        Write("a.txt", "text");
        await Verb("ingest", Files, "--library", "papers", "--words-only");

        var search = await Verb("search", "--library", "other", "--query", "x", "--words-only");
        var ingest = await Verb("ingest", Path.Combine(root.FullName, "none"), "--words-only");
        var scope = await Verb("search", "--library", "papers", "--query", "text", "--in", "b/**", "--words-only");
        var read = await Verb("read", "--library", "papers", "--document", "b.txt", "--task", "list", "--words-only");

        Assert.Contains("there is no library 'other'; there are: papers", search.Error);
        Assert.Contains("there is no such file or folder", ingest.Error);
        Assert.Contains("'papers' holds no document 'b.txt'", read.Error);
        Assert.Contains("no document of 'papers' fits --in", scope.Error);
        Assert.All((Run[])[search, ingest, scope, read], run => Assert.Equal(1, run.ExitCode));
    }

    public void Dispose() => root.Delete(recursive: true);

    private Task<Run> Verb(params string[] arguments) => Run.InProcess([.. arguments, "--data", Data]);

    private static List<JsonNode> Lines(Run run) => [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private void Write(string name, string text)
    {
        var path = Path.Combine(Files, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
