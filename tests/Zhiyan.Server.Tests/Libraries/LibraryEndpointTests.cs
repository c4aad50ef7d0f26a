using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Inference.Catalog;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Server.Libraries;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class LibraryEndpointTests
{
    private const string Rules = "😀 出差管理规定\n\n住宿费每晚不得超过三百元。交通费据实报销。\n";

    [Fact]
    public async Task Documents_go_in_are_found_read_and_let_go()
    {
        await using var rig = await LibraryRig.Start();

        var (created, library) = await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "规定 2024" });
        var (put, file) = await rig.Put("规定 2024", "财务/出差.txt", Rules);
        await rig.Put("规定 2024", "old.rar", "Rar!\u001A\u0007\0");
        var entry = await rig.Settled("规定 2024", documents: 1);
        var (_, documents) = await rig.Send(HttpMethod.Get, "/v1/libraries/规定 2024/documents");
        var (_, found) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定 2024/search", new { query = "住宿费每晚多少", top = 3 });
        var read = documents["data"]!.AsArray().Single(document => (string)document!["status"]! == "readable")!;
        var (_, text) = await rig.Send(HttpMethod.Get, $"/v1/libraries/规定 2024/documents/{read["id"]}/text");
        var (deleted, _) = await rig.Send(HttpMethod.Delete, "/v1/libraries/规定 2024");
        var (_, left) = await rig.Send(HttpMethod.Get, "/v1/libraries");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.OK), (created, put, deleted));
        Assert.Equal(("规定 2024", true, "private"), ((string)library["name"]!, (bool)library["is_yours"]!, (string)library["audience"]!));
        Assert.Equal("财务/出差.txt", (string)file["document"]!);
        Assert.Equal(1, (int)entry["failed"]!);
        Assert.NotEmpty((string)documents["data"]!.AsArray().Single(document => (string)document!["status"]! == "failed")!["error"]!);
        var hit = found["hits"]![0]!;
        Assert.Equal("财务/出差.txt", (string)hit["document"]!);
        Assert.Equal((string)hit["text"]!, InCodePoints((string)text["text"]!, (int)hit["start"]!, (int)hit["end"]!));
        Assert.Empty(left["data"]!.AsArray());
        Assert.False(Directory.Exists(Path.Combine(rig.Folder, "libraries", "1")));
    }

    [Fact]
    public async Task An_answer_is_told_in_claims_whose_places_count_code_points()
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "规定" });
        await rig.Put("规定", "出差.txt", Rules);
        await rig.Settled("规定", documents: 1);
        rig.Running.Server.Services.GetRequiredService<LibraryAnswers>().Asking = (library, request, _, _) =>
        {
            var entry = library.Contents[0];
            var at = library.Read(entry.Id).Text.IndexOf("住宿费", StringComparison.Ordinal);
            var evidence = new Evidence(entry, null, at, at + 13, library.Read(entry.Id).Text[at..(at + 13)]);
            return Task.FromResult(new Answer([new Claim("每晚不超过三百元。", Verdict.Supported, 0.97, [evidence], false, [], [])], [], 0.9, new AnswerCoverage(ReadingMode.FullText, 1, 1, 1, 1, 40, 12), "zh-Hans"));
        };

        var (status, answer) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/ask", new { question = "住宿费每晚最多多少？" });
        var (refused, error) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/ask", new { question = " " });
        var (wrong, _) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/ask", new { question = "x", reading = "all" });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (status, refused, wrong));
        Assert.Equal("question_invalid", (string)error["error"]!["code"]!);
        Assert.False((bool)answer["abstained"]!);
        Assert.Equal("每晚不超过三百元。 [1]", (string)answer["answer"]!);
        var evidence = answer["claims"]![0]!["evidence"]![0]!;
        Assert.Equal("supported", (string)answer["claims"]![0]!["verdict"]!);
        Assert.Equal((string)evidence["quote"]!, InCodePoints(Rules, (int)evidence["start"]!, (int)evidence["end"]!));
        Assert.Equal("full_text", (string)answer["coverage"]!["mode"]!);
    }

    [Fact]
    public async Task An_installed_reranker_puts_what_is_found_in_order_unless_that_is_not_wished()
    {
        var models = Directory.CreateTempSubdirectory("zhiyan-rerankers").FullName;
        File.Copy(Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "xlm-roberta-reranker", "model.gguf"), Path.Combine(models, "reranker.gguf"));
        await using var rig = await LibraryRig.Start(new ModelCatalog([models]));
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "x" });
        foreach (var name in (string[])["a", "b", "c"]) await rig.Put("x", $"{name}.txt", $"the man {name} and the sea");
        await rig.Settled("x", documents: 3);

        var (_, unasked) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "the sea" });
        var (_, unwished) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "the sea", rerank = false });
        var (_, words) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "the sea", mode = "words" });
        var (asked, _) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/ask", new { question = "the sea" });
        Directory.Delete(models, recursive: true);

        var scores = unasked["hits"]!.AsArray().Select(hit => (double)hit!["rerank_score"]!).ToList();
        Assert.Equal(3, scores.Count);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All([.. unwished["hits"]!.AsArray(), .. words["hits"]!.AsArray()], hit => Assert.Null(hit!["rerank_score"]));
        Assert.Equal(HttpStatusCode.OK, asked);
    }

    [Fact]
    public async Task A_reranker_that_cannot_work_stops_no_search_that_did_not_ask_for_it()
    {
        await using var rig = await LibraryRig.Start(new ModelCatalog([Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "xlm-roberta-reranker")]));     // hf there has no tokenizer
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "x" });
        await rig.Put("x", "a.txt", "a man and the sea");
        await rig.Settled("x", documents: 1);

        var (_, unasked) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "the sea" });
        var (wished, error) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "the sea", rerank = true });

        Assert.Equal("a.txt", (string)Assert.Single(unasked["hits"]!.AsArray())!["document"]!);
        Assert.False(wished is HttpStatusCode.OK);
        Assert.Contains("tokenizer.json", (string)error["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_is_held_to_some_documents_and_tells_where_passages_stand()
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "x" });
        await rig.Put("x", "a.md", "# 😀 Rules\n\nThe river is long.\n\n# More\n\nThe river is deep.");
        await rig.Put("x", "b.txt", "The river is long and deep.");
        await rig.Settled("x", documents: 2);

        var (_, found) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "river deep", documents = new[] { "*.md" }, kinds = new[] { "text" }, languages = new[] { "en" }, context = true });
        var (wrong, kind) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "river", kinds = new[] { "film" } });
        var (none, error) = await rig.Send(HttpMethod.Post, "/v1/libraries/x/search", new { query = "river", documents = new[] { "c/**" } });

        Assert.All(found["hits"]!.AsArray(), hit => Assert.Equal("a.md", (string)hit!["document"]!));
        var first = found["hits"]![0]!;
        Assert.Equal("More", (string)first["headings"]![0]!);
        Assert.Null(first["after"]);
        Assert.Contains("long", (string)first["before"]!["text"]!);
        Assert.Equal((int)first["start"]!, (int)first["section"]!["start"]!);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (wrong, none));
        Assert.Contains("web_page", (string)kind["error"]!["message"]!);
        Assert.Equal("no_documents", (string)error["error"]!["code"]!);
    }

    [Fact]
    public async Task An_answer_that_was_kept_tells_which_of_its_sources_can_no_longer_be_looked_up()
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "规定" });
        await rig.Put("规定", "出差.txt", Rules);
        await rig.Settled("规定", documents: 1);
        var library = rig.Running.Server.Services.GetRequiredService<KnowledgeHost>().Base.Find("规定")!;
        var entry = library.Contents[0];
        var at = Rules.IndexOf("住宿费", StringComparison.Ordinal);
        var kept = new LibraryJson(library).Answer(new Answer(
            [new Claim("每晚不超过三百元。", Verdict.Supported, 0.97, [new Evidence(entry, null, at, at + 13, Rules[at..(at + 13)])], false, [], [])], [], 0.9, new AnswerCoverage(ReadingMode.FullText, 1, 1, 1, 1, 40, 12), "zh-Hans"));

        var (_, there) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/recheck", kept);
        rig.Shelf.Remove(new LibraryReader(library.Settings.Owner, true), "规定", entry.Id);
        await rig.Settled("规定", documents: 0);
        var (status, gone) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/recheck", kept);
        var (wrong, error) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/recheck", new { claims = new[] { new { text = "x", verdict = "true" } } });

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(kept.ToJsonString())!["claims"], there["claims"]));
        var (claim, evidence) = (gone["claims"]![0]!, gone["claims"]![0]!["evidence"]![0]!);
        Assert.Equal((HttpStatusCode.OK, "unreachable", "supported", "removed"), (status, (string)claim["verdict"]!, (string)claim["checked"]!, (string)evidence["unreachable"]!));
        Assert.Equal((string)kept["claims"]![0]!["evidence"]![0]!["quote"]!, (string)evidence["quote"]!);
        Assert.Equal((HttpStatusCode.BadRequest, "answer_invalid"), (wrong, (string)error["error"]!["code"]!));
    }

    [Fact]
    public async Task An_index_is_made_anew_when_somebody_asks_for_it()
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "规定" });
        await rig.Put("规定", "出差.txt", Rules);
        await rig.Settled("规定", documents: 1);
        var library = rig.Running.Server.Services.GetRequiredService<KnowledgeHost>().Base.Find("规定")!;

        var (status, asked) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/reindex");
        await rig.Settled("规定", documents: 1);
        var (_, found) = await rig.Send(HttpMethod.Post, "/v1/libraries/规定/search", new { query = "住宿费每晚多少" });

        Assert.Equal((HttpStatusCode.Accepted, "waiting"), (status, (string)asked["stage"]!));
        Assert.False(library.IsIndexOutdated);
        Assert.Equal("出差.txt", (string)found["hits"]![0]!["document"]!);
    }

    [Theory]
    [InlineData("../../out.txt", "out.txt")]
    [InlineData("/etc/./cron.d//job.txt", "etc/cron.d/job.txt")]
    [InlineData("a\\..\\b\\c.txt", "a/b/c.txt")]
    [InlineData(".hidden/.x.txt", "hidden/x.txt")]
    [InlineData("e\u0301\u202etxt.exe", "\u00e9txt.exe")]
    public async Task A_path_leads_nowhere_but_into_the_library(string path, string expected)
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "x" });

        var (status, file) = await rig.Put("x", path, "words");

        Assert.Equal((HttpStatusCode.Accepted, expected), (status, (string)file["document"]!));
        Assert.Equal("words", await File.ReadAllTextAsync(Path.Combine(rig.Folder, "libraries", "1", "files", expected)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../..")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q.txt")]
    public async Task A_path_that_names_no_file_is_refused(string path)
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "x" });

        var (status, error) = await rig.Put("x", path, "words");

        Assert.Equal((HttpStatusCode.BadRequest, "path_invalid"), (status, (string)error["error"]!["code"]!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("12")]
    [InlineData("..")]
    [InlineData("a\u0007b")]
    public async Task A_name_that_no_address_holds_is_refused(string name)
    {
        await using var rig = await LibraryRig.Start();

        var (status, error) = await rig.Send(HttpMethod.Post, "/v1/libraries", new { name });

        Assert.Equal((HttpStatusCode.BadRequest, "library_name"), (status, (string)error["error"]!["code"]!));
    }

    [Fact]
    public async Task A_document_keeps_the_date_that_it_had_where_it_comes_from()
    {
        await using var rig = await LibraryRig.Start();
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "x" });

        await rig.Send(HttpMethod.Post, "/v1/libraries/x/documents?path=a.txt&modified=2021-05-06T07:08:09Z", file: "The river is long.");
        await rig.Settled("x", documents: 1);
        var (_, documents) = await rig.Send(HttpMethod.Get, "/v1/libraries/x/documents");

        Assert.Equal(new DateTimeOffset(2021, 5, 6, 7, 8, 9, TimeSpan.Zero), (DateTimeOffset)documents["data"]![0]!["modified"]!);
    }

    private static string InCodePoints(string text, int start, int end) => string.Concat(text.EnumerateRunes().Skip(start).Take(end - start));
}
