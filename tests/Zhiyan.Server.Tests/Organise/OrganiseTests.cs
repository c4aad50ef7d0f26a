using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Store;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Organise;

public abstract class OrganiseTests : PeopleTests
{
    [Fact]
    public async Task Chats_are_listed_page_by_page_pinned_ones_first_and_each_once()
    {
        var made = new List<Guid>();
        for (var at = 0; at < 95; at++)
        {
            // Some end at the same time: ids tell them apart.
            if (at % 3 != 0) Server.Clock.Now = Server.Clock.Now.AddSeconds(-1);
            made.Add(await Server.Say(Ann.Id, $"chat {at}", "hello"));
        }
        foreach (var id in made.Where((_, at) => at % 30 == 0)) await Ann.Send(HttpMethod.Patch, $"/api/chats/{id}", new { pinned = true });
        await Server.Say(Bob.Id, "not hers", "hello");

        var listed = new List<JsonNode>();
        for (string? next = ""; next is not null;)
        {
            var page = await Ann.Get($"/api/chats?before={next}");
            listed.AddRange(page["chats"]!.AsArray().Select(chat => chat!));
            next = (string?)page["next"];
        }

        Assert.Equal(95, listed.Select(chat => (string)chat["id"]!).Distinct().Count());
        Assert.Equal(95, listed.Count);
        Assert.Equal(4, listed.TakeWhile(chat => (bool)chat["pinned"]!).Count());
        var times = listed.Skip(4).Select(chat => (DateTime)chat["updated_at"]!).ToList();
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task Folders_tags_and_the_archive_narrow_the_list()
    {
        var one = await Server.Say(Ann.Id, "one", "a");
        var two = await Server.Say(Ann.Id, "two", "b");
        var (_, folder) = await Ann.Post("/api/folders", new { name = "工作" });

        await Ann.Send(HttpMethod.Patch, $"/api/chats/{one}", new { folder = (string)folder!["id"]!, tags = new[] { "Go", "想法" } });
        await Ann.Send(HttpMethod.Patch, $"/api/chats/{two}", new { tags = new[] { "go" }, archived = true });

        Assert.Equal(["one"], await Titles($"folder={(string)folder["id"]!}"));
        Assert.Equal(["one"], await Titles("tag=Go"));
        Assert.Equal(["two"], await Titles("archived=true&tag=Go"));
        Assert.Equal(["Go", "想法"], (await Ann.Get("/api/tags")).AsArray().Select(tag => (string)tag!["name"]!));
        await Ann.Send(HttpMethod.Delete, $"/api/folders/{(string)folder["id"]!}");
        await Ann.Send(HttpMethod.Patch, $"/api/chats/{one}", new { tags = Array.Empty<string>() });
        Assert.Equal(["one"], await Titles(""));
        Assert.Equal(["Go"], (await Ann.Get("/api/tags")).AsArray().Select(tag => (string)tag!["name"]!));
    }

    [Fact]
    public async Task Many_chats_are_changed_at_once_and_the_opposite_undoes_it()
    {
        var ids = new List<Guid>();
        for (var at = 0; at < 5; at++) ids.Add(await Server.Say(Ann.Id, $"chat {at}", "hello"));

        Assert.Equal(HttpStatusCode.OK, (await Ann.Post("/api/chats/bulk", new { ids, action = "delete" })).Status);
        Assert.Empty(await Titles(""));
        Assert.Equal(HttpStatusCode.NotFound, (await Ann.Post("/api/chats/bulk", new { ids, action = "pin" })).Status);
        await Ann.Post("/api/chats/bulk", new { ids, action = "restore" });
        await Ann.Post("/api/chats/bulk", new { ids = ids.Take(2), action = "archive" });
        await Ann.Post("/api/chats/bulk", new { ids = ids.Take(1), action = "unarchive" });
        await Ann.Post("/api/chats/bulk", new { ids, action = "tag", tag = "much" });
        await Ann.Post("/api/chats/bulk", new { ids = ids.Skip(1), action = "untag", tag = "MUCH" });

        Assert.Equal(4, (await Titles("")).Count);
        Assert.Equal(["chat 1"], await Titles("archived=true"));
        Assert.Equal(["chat 0"], await Titles("tag=much"));
    }

    [Fact]
    public async Task One_chat_of_another_person_stops_all_of_a_bulk_change()
    {
        var mine = await Server.Say(Ann.Id, "mine", "hello");
        var other = await Server.Say(Bob.Id, "other", "hello");

        var (status, _) = await Ann.Post("/api/chats/bulk", new { ids = new[] { mine, other }, action = "delete" });

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(["mine"], await Titles(""));
    }

    [Theory]
    [InlineData("""{"action":"pin"}""")]
    [InlineData("""{"ids":[],"action":"pin"}""")]
    [InlineData("""{"ids":["00000000-0000-0000-0000-000000000001"],"action":"burn"}""")]
    [InlineData("""{"ids":["x"],"action":"pin"}""")]
    public async Task A_bulk_change_that_says_nothing_sensible_is_refused(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post("/api/chats/bulk", JsonNode.Parse(body))).Status);

    [Fact]
    public async Task What_was_deleted_a_month_ago_goes_with_its_files_but_not_those_that_others_use()
    {
        var gone = await Server.Say(Ann.Id, "gone", "hello");
        var kept = await Server.Say(Ann.Id, "kept", "hello");
        var alone = await Server.Upload(Ann.Id, "alone.txt", "only here");
        var same = await Server.Upload(Ann.Id, "same.txt", "in two chats");
        var twin = await Server.Upload(Bob.Id, "twin.txt", "in two chats");
        await Server.Add(gone, Speaker.User, "with files", alone.Id, same.Id);
        await Server.Add(kept, Speaker.User, "with the other's bytes");
        var bobs = await Server.Say(Bob.Id, "his", "hello");
        await Server.Add(bobs, Speaker.User, "a twin", twin.Id);
        await Ann.Post("/api/chats/bulk", new { ids = new[] { gone }, action = "delete" });

        Server.Clock.Now += TimeSpan.FromDays(29);
        Assert.Equal(0, await Server.Get<Sweeper>().Sweep());
        Server.Clock.Now += TimeSpan.FromDays(2);
        Assert.Equal(1, await Server.Get<Sweeper>().Sweep());

        Assert.Equal(HttpStatusCode.NotFound, (await Ann.Post("/api/chats/bulk", new { ids = new[] { gone }, action = "restore" })).Status);
        Assert.False(File.Exists(Path.Combine(Server.FilesFolder, alone.Hash[..2], alone.Hash)));
        Assert.True(File.Exists(Path.Combine(Server.FilesFolder, twin.Hash[..2], twin.Hash)));
        await using var context = Server.Get<ChatStores>().Main.Open();
        Assert.Equal([twin.Id], await context.Files.Select(file => file.Id).ToListAsync());
        Assert.Equal(2, await context.Chats.CountAsync());
    }

    [Fact]
    public async Task Prompts_and_folders_have_one_name_each()
    {
        var (status, prompt) = await Ann.Post("/api/prompts", new { name = "译", text = "Translate: " });
        Assert.Equal(HttpStatusCode.Created, status);

        Assert.Equal(HttpStatusCode.Conflict, (await Ann.Post("/api/prompts", new { name = "译", text = "other" })).Status);
        Assert.Equal(HttpStatusCode.Created, (await Bob.Post("/api/prompts", new { name = "译", text = "his" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post("/api/prompts", new { name = "two words", text = "x" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await Ann.Send(HttpMethod.Put, $"/api/prompts/{(string)prompt!["id"]!}", new { name = "译", text = "new" })).Status);
        Assert.Equal("new", (string)(await Ann.Get("/api/prompts"))[0]!["text"]!);
        await Ann.Post("/api/folders", new { name = "Work" });
        Assert.Equal(HttpStatusCode.Conflict, (await Ann.Post("/api/folders", new { name = " work " })).Status);
    }

    [Fact]
    public async Task Nobody_sees_or_changes_what_is_anothers()
    {
        var chat = await Server.Say(Ann.Id, "secret title", "secret text");
        var file = await Server.Upload(Ann.Id, "secret.txt", "secret bytes");
        await Server.Add(chat, Speaker.User, "with a file", file.Id);
        var folder = (string)(await Ann.Post("/api/folders", new { name = "secret folder" })).Body!["id"]!;
        var prompt = (string)(await Ann.Post("/api/prompts", new { name = "secret", text = "secret prompt" })).Body!["id"]!;
        var share = (string)(await Ann.Post($"/api/chats/{chat}/shares", new { audience = "private" })).Body!["id"]!;
        (HttpMethod Method, string Path, object? Body)[] calls =
        [
            (HttpMethod.Get, "/api/chats/{0}", null), (HttpMethod.Patch, "/api/chats/{0}", new { pinned = true }), (HttpMethod.Get, "/api/chats/{0}/export", null),
            (HttpMethod.Get, "/api/chats/{0}/export?format=md", null), (HttpMethod.Get, "/api/chats/{0}/shares", null), (HttpMethod.Post, "/api/chats/{0}/shares", new { audience = "link" }),
            (HttpMethod.Post, "/api/chats/bulk", new { ids = new[] { "{0}" }, action = "pin" }), (HttpMethod.Post, "/api/chats/bulk", new { ids = new[] { "{0}" }, action = "restore" }),
            (HttpMethod.Patch, "/api/folders/{1}", new { name = "mine" }), (HttpMethod.Delete, "/api/folders/{1}", null),
            (HttpMethod.Put, "/api/prompts/{2}", new { name = "mine", text = "mine" }), (HttpMethod.Delete, "/api/prompts/{2}", null),
            (HttpMethod.Put, "/api/shares/{3}", new { audience = "link" }), (HttpMethod.Delete, "/api/shares/{3}", null), (HttpMethod.Get, "/files/{4}", null),
        ];
        var forged = Guid.NewGuid().ToString();

        foreach (var (method, path, body) in calls)
        {
            string[] real = [chat.ToString(), folder, prompt, share, file.Id.ToString()], made = [forged, forged, forged, forged, forged];
            Assert.Equal(HttpStatusCode.NotFound, await Try(Bob.Client, method, path, body, real));
            Assert.Equal(HttpStatusCode.NotFound, await Try(Bob.Client, method, path, body, made));
            Assert.Equal(HttpStatusCode.NotFound, await Try(Ann.Client, method, path, body, made));
            Assert.Equal(HttpStatusCode.Unauthorized, await Try(Server.Nobody, method, path, body, real));
        }
        foreach (var path in new[] { "/api/chats", "/api/folders", "/api/tags", "/api/prompts", "/api/shares", "/api/search?q=secret", "/fragments/chats", "/fragments/search?q=secret", "/api/export" })
        {
            Assert.DoesNotContain("secret t", await Bob.Client.GetStringAsync(path), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Nobody.GetAsync(path)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await Bob.Send(HttpMethod.Patch, $"/api/chats/{await Server.Say(Bob.Id, "his", "x")}", new { folder })).Status);
        Assert.Contains("secret title", await Titles(""));
    }

    [Fact]
    public async Task A_change_without_the_pages_token_is_refused()
    {
        Ann.Client.DefaultRequestHeaders.Remove("RequestVerificationToken");

        foreach (var path in new[] { "/api/chats/bulk", "/api/folders", "/api/prompts", "/api/import" })
            Assert.Equal(HttpStatusCode.Forbidden, (await Ann.Post(path, new { name = "x", text = "x" })).Status);
    }

    [Fact]
    public async Task The_sidebar_lists_folders_and_days_and_writes_titles_as_text()
    {
        var old = await Server.Say(Ann.Id, "long ago", "x");
        Server.Clock.Now += TimeSpan.FromDays(50);
        await Server.Say(Ann.Id, "<img src=x onerror=alert(1)>", "x");
        var inside = await Server.Say(Ann.Id, "inside", "x");
        var folder = (string)(await Ann.Post("/api/folders", new { name = "Box" })).Body!["id"]!;
        await Ann.Post("/api/chats/bulk", new { ids = new[] { inside }, action = "move", folder });

        var html = await Ann.Client.GetStringAsync($"/fragments/chats?current=/c/{old}");

        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("data-group=\"Today\"", html, StringComparison.Ordinal);
        Assert.Contains("data-group=\"2026-03\"", html, StringComparison.Ordinal);
        Assert.Contains("data-name=\"Box\"", html, StringComparison.Ordinal);
        Assert.Single(html.Split("aria-current=\"page\"")[1..]);
    }

    private async Task<List<string>> Titles(string query) => [.. (await Ann.Get($"/api/chats?{query}"))["chats"]!.AsArray().Select(chat => (string)chat!["title"]!)];

    private static async Task<HttpStatusCode> Try(HttpClient client, HttpMethod method, string path, object? body, string[] ids)
    {
        var json = body is null ? null : System.Text.Json.JsonSerializer.Serialize(body).Replace("{0}", ids[0], StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, ids))
        {
            Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        };
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}

public sealed class SqliteOrganiseTests : OrganiseTests;

public sealed class PostgresOrganiseTests(PostgresServer server) : OrganiseTests, IClassFixture<PostgresServer>
{
    protected override async Task<string?> Database() => await server.NewDatabaseAsync();
}
