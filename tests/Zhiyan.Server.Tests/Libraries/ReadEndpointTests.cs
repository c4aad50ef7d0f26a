using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Libraries.Reading;

namespace Zhiyan.Server.Tests.Libraries;

public sealed partial class ReadEndpointTests
{
    private const string Jobs = "/v1/libraries/books/read";

    /// <summary>Four parts, each with a code word.</summary>
    private static readonly string book = string.Concat(Enumerable.Range(1, 4).Select(part => $"😀 The word was AGENT-{part}.\n\n{string.Concat(Enumerable.Repeat("The river went on under the bridge and nobody in the village spoke of it again that year. ", 62))}\n\n"));

    [Fact]
    public async Task A_document_is_read_whole_watched_and_told_with_its_evidence_and_coverage()
    {
        await using var rig = await WithBook(new DictatedChat(Finds));
        var wish = new { document = "book.txt", task = "Extract the code words." };

        var (estimated, estimate) = await rig.Send(HttpMethod.Post, $"{Jobs}/estimate", wish);
        var (started, job) = await rig.Send(HttpMethod.Post, Jobs, wish);
        var told = await Told(rig, (long)job["id"]!);
        var (_, done) = await rig.Send(HttpMethod.Get, $"{Jobs}/{job["id"]}");
        var (_, all) = await rig.Send(HttpMethod.Get, Jobs);
        var (deleted, _) = await rig.Send(HttpMethod.Delete, $"{Jobs}/{job["id"]}");
        var (gone, error) = await rig.Send(HttpMethod.Get, $"{Jobs}/{job["id"]}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.OK), (estimated, started, deleted));
        Assert.Equal(("list", "model"), ((string)estimate["kind"]!, (string)estimate["method"]!));
        Assert.Equal((int)done["parts"]!, (int)estimate["parts"]!);
        Assert.Equal("done", (string)told[^1]["stage"]!);
        Assert.Equal((int)told[^1]["parts"]!, (int)told[^1]["read"]!);
        var report = done["report"]!;
        Assert.Equal(["AGENT-1", "AGENT-2", "AGENT-3", "AGENT-4"], report["items"]!.AsArray().Select(item => (string)item!["text"]!));
        Assert.All(report["items"]!.AsArray(), item => Assert.Equal((string)item!["text"]!, InCodePoints((int)item["start"]!, (int)item["end"]!)));
        Assert.True((bool)report["coverage"]!["complete"]!);
        Assert.Equal((int)report["coverage"]!["characters"]!, (int)report["coverage"]!["characters_read"]!);
        Assert.Single(all["data"]!.AsArray());
        Assert.Equal((HttpStatusCode.NotFound, "job_not_found"), (gone, (string)error["error"]!["code"]!));
    }

    [Fact]
    public async Task A_job_that_is_stopped_goes_on_without_asking_twice()
    {
        var (second, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var chat = new DictatedChat(async message =>
        {
            if (message.Contains("AGENT-3", StringComparison.Ordinal))
            {
                second.TrySetResult();
                await gate.Task;
            }
            return Finds(message);
        });
        await using var rig = await WithBook(chat);

        var (_, job) = await rig.Send(HttpMethod.Post, Jobs, new { document = "book.txt", task = "Extract the code words." });
        await second.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var (_, reading) = await rig.Send(HttpMethod.Get, $"{Jobs}/{job["id"]}");
        var (_, stopped) = await rig.Send(HttpMethod.Post, $"{Jobs}/{job["id"]}/stop");
        gate.SetResult();
        var (goesOn, _) = await rig.Send(HttpMethod.Post, $"{Jobs}/{job["id"]}/continue", new { });
        var told = await Told(rig, (long)job["id"]!);

        Assert.Equal(("reading", 2), ((string)reading["stage"]!, (int)reading["read"]!));
        Assert.Equal(("stopped", 2), ((string)stopped["stage"]!, (int)stopped["read"]!));
        Assert.Equal((HttpStatusCode.Accepted, "done"), (goesOn, (string)told[^1]["stage"]!));
        var codes = chat.Messages.SelectMany(message => Code().Matches(message)).Select(code => code.Value).ToList();
        Assert.Equal(codes.Distinct().Count(), codes.Count(code => code != "AGENT-3") + 1);     // the part that was being read is read anew
    }

    [Fact]
    public async Task What_the_budget_does_not_reach_is_named_and_read_with_a_larger_one()
    {
        await using var rig = await WithBook(new DictatedChat(Finds));

        var (_, job) = await rig.Send(HttpMethod.Post, Jobs, new { document = "book.txt", task = "Extract the code words.", budget = 3_500 });
        var first = await Told(rig, (long)job["id"]!);
        var (_, short_) = await rig.Send(HttpMethod.Get, $"{Jobs}/{job["id"]}");
        await rig.Send(HttpMethod.Post, $"{Jobs}/{job["id"]}/continue", new { budget = 1_000_000 });
        var second = await Told(rig, (long)job["id"]!);

        Assert.Equal(("incomplete", "done"), ((string)first[^1]["stage"]!, (string)second[^1]["stage"]!));
        Assert.All(short_["report"]!["coverage"]!["not_read"]!.AsArray(), part => Assert.Contains("budget", (string)part!["reason"]!));
        Assert.Equal((int)short_["parts"]!, (int)short_["read"]! + short_["report"]!["coverage"]!["not_read"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_a_killed_server_left_undone_is_read_by_the_next()
    {
        using var data = new TemporaryFolder();
        await Leave(data.Path);

        await using var rig = await LibraryRig.Start(data.Path);
        var told = await Told(rig, 1);
        var (_, job) = await rig.Send(HttpMethod.Get, $"{Jobs}/1");

        Assert.Equal("done", (string)told[^1]["stage"]!);
        Assert.Equal("Hello, 世界", (string)job["report"]!["items"]![0]!["text"]!);
        Assert.Equal("not_found", (string)job["report"]!["items"]![0]!["verdict"]!);
    }

    [Fact]
    public async Task Whoever_may_read_a_library_has_jobs_of_their_own_and_sees_no_others()
    {
        await using var rig = await LibraryRig.Start(isReachable: true);
        Service<ReadModels>(rig).Open = new DictatedChat(Finds).Open;
        var (ann, bob, cy) = (await rig.Person("Ann"), await rig.Person("Bob"), await rig.Person("Cy"));
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "books" }, ann.Key);
        await rig.Put("books", "book.txt", book, ann.Key);
        await rig.Settled("books", documents: 1, ann.Key);
        await rig.Shelf.Share(new LibraryReader(ann.Id, false), "books", LibraryAudience.People, ["bob"]);
        var wish = new { document = "book.txt", task = "Extract the code words." };

        var (_, job) = await rig.Send(HttpMethod.Post, Jobs, wish, bob.Key);
        var (outside, _) = await rig.Send(HttpMethod.Post, Jobs, wish, cy.Key);
        var (nobody, _) = await rig.Send(HttpMethod.Post, Jobs, wish);
        var (_, ofAnn) = await rig.Send(HttpMethod.Get, Jobs, key: ann.Key);
        var (_, ofBob) = await rig.Send(HttpMethod.Get, Jobs, key: bob.Key);
        var hidden = new[]
        {
            (await rig.Send(HttpMethod.Get, $"{Jobs}/{job["id"]}", key: ann.Key)).Status, (await rig.Send(HttpMethod.Post, $"{Jobs}/{job["id"]}/stop", key: ann.Key)).Status,
            (await rig.Send(HttpMethod.Get, $"{Jobs}/{job["id"]}/events", key: ann.Key)).Status, (await rig.Send(HttpMethod.Delete, $"{Jobs}/{job["id"]}", key: cy.Key)).Status,
        };

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (outside, nobody));
        Assert.Empty(ofAnn["data"]!.AsArray());
        Assert.Single(ofBob["data"]!.AsArray());
        Assert.All(hidden, status => Assert.Equal(HttpStatusCode.NotFound, status));
    }

    [Fact]
    public async Task A_job_that_cannot_be_is_refused_and_nothing_is_kept_of_it()
    {
        await using var rig = await WithBook(new DictatedChat(Finds));
        object[] wishes =
        [
            new { task = "x" }, new { document = "book.txt" }, new { document = "book.txt", task = " " }, new { document = "book.txt", task = new string('x', 2_001) },
            new { document = "book.txt", task = "x", kind = "sing" }, new { document = "book.txt", task = "x", kind = "compare" }, new { document = "book.txt", task = "x", with = "book.txt" },
            new { document = "book.txt", task = "x", columns = new[] { "a", "a" } }, new { document = "book.txt", task = "x", budget = 0 }, new { document = "book.txt", task = "x", model = "no-such-model" },
        ];

        var statuses = new List<HttpStatusCode>();
        foreach (var wish in wishes) statuses.Add((await rig.Send(HttpMethod.Post, Jobs, wish)).Status);
        var (missing, _) = await rig.Send(HttpMethod.Post, Jobs, new { document = "other.txt", task = "x" });
        var (_, all) = await rig.Send(HttpMethod.Get, Jobs);

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.Equal(HttpStatusCode.NotFound, missing);
        Assert.Empty(all["data"]!.AsArray());
    }

    private static string Finds(string message) => JsonSerializer.Serialize(new { items = Code().Matches(message).Select(match => match.Value) });

    private static async Task<LibraryRig> WithBook(DictatedChat chat)
    {
        var rig = await LibraryRig.Start();
        Service<ReadModels>(rig).Open = chat.Open;
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "books" });
        await rig.Put("books", "book.txt", book);
        await rig.Settled("books", documents: 1);
        return rig;
    }

    /// <summary>What a job's events told until nobody was at it.</summary>
    private static async Task<IReadOnlyList<JsonNode>> Told(LibraryRig rig, long job)
    {
        var address = new UriBuilder(rig.Running.Address) { Host = "127.0.0.1", Path = $"{Jobs}/{job}/events" }.Uri;
        var lines = (await rig.Running.Client.GetStringAsync(address, TestContext.Current.CancellationToken)).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]).ToList();
        Assert.Equal("[DONE]", lines[^1]);
        return [.. lines.SkipLast(1).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>A data folder as a process leaves it that was killed while a job waited.</summary>
    private static async Task Leave(string data)
    {
        using var knowledge = KnowledgeBase.Open(new KnowledgeSettings { Folder = data }, null, TimeProvider.System);
        var library = knowledge.FindOrCreate("books");
        var file = Path.Combine(data, "a.txt");
        await File.WriteAllTextAsync(file, "The river is long.");
        await library.Ingest(file, _ => { });
        library.Jobs.Begin(new ReadRequest(library.Contents[0].Id, "Summarise it."), isQueued: true);
    }

    private static T Service<T>(LibraryRig rig) where T : notnull => rig.Running.Server.Services.GetRequiredService<T>();

    private static string InCodePoints(int start, int end) => string.Concat(book.EnumerateRunes().Skip(start).Take(end - start));

    [GeneratedRegex(@"AGENT-\d")]
    private static partial Regex Code();
}
