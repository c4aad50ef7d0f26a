using System.Net;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Organise;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Sharing;

public abstract class SharingTests : PeopleTests
{
    [Fact]
    public async Task A_link_shows_the_chat_as_it_was_to_whoever_has_it()
    {
        var chat = await Server.Say(Ann.Id, "共享", "问题", "回答 ![x](https://evil.example/p.png)");
        await Change(chat, one => one.Settings = one.Settings with { Instructions = "private instructions" });
        var address = await Share(chat, new { audience = "link" });
        await Server.Add(chat, Speaker.User, "said later");

        using var response = await Server.Nobody.GetAsync(address);
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("问题", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("ann 先生", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("said later", html, StringComparison.Ordinal);
        Assert.DoesNotContain("private instructions", html, StringComparison.Ordinal);
        Assert.DoesNotContain(Ann.Id.ToString(), html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" src=\"https://evil.example", html, StringComparison.Ordinal);
        Assert.Contains("noindex", html, StringComparison.Ordinal);
        Assert.Equal("noindex, nofollow", response.Headers.GetValues("X-Robots-Tag").Single());
    }

    [Fact]
    public async Task Only_the_owner_sees_a_private_link_and_only_named_people_theirs()
    {
        var cid = await Server.Person("cid");
        var chat = await Server.Say(Ann.Id, "t", "hello", "there");
        var alone = await Share(chat, new { audience = "private" });
        var named = await Share(chat, new { audience = "people", people = new[] { " BOB " } });

        Assert.Equal([true, false, false, false], await Seen(alone, Ann.Client, Bob.Client, cid.Client, Server.Nobody));
        Assert.Equal([true, true, false, false], await Seen(named, Ann.Client, Bob.Client, cid.Client, Server.Nobody));
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post($"/api/chats/{chat}/shares", new { audience = "people", people = new[] { "zoe" } })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post($"/api/chats/{chat}/shares", new { audience = "people" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post($"/api/chats/{chat}/shares", new { audience = "world" })).Status);
    }

    [Fact]
    public async Task An_ended_link_is_like_one_that_never_was()
    {
        var chat = await Server.Say(Ann.Id, "t", "hello", "there");
        var other = await Server.Say(Ann.Id, "u", "hello", "there");
        var expiring = await Share(chat, new { audience = "link", expires_at = Server.Clock.Now.AddDays(1) });
        var revoked = await Share(chat, new { audience = "link" });
        var deleted = await Share(other, new { audience = "link" });
        Assert.Equal([true], await Seen(expiring, Server.Nobody));

        Server.Clock.Now += TimeSpan.FromDays(2);
        var shares = (await Ann.Get($"/api/chats/{chat}/shares")).AsArray();
        await Ann.Send(HttpMethod.Delete, $"/api/shares/{(string)shares.First(share => (string)share!["address"]! == revoked)!["id"]!}");
        await Ann.Post("/api/chats/bulk", new { ids = new[] { other }, action = "delete" });

        var answers = new List<string>();
        foreach (var address in new[] { expiring, revoked, deleted, "/s/AAAAAAAAAAAAAAAAAAAAAA", "/s/x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
            using var response = await Server.Nobody.SendAsync(request);
            answers.Add($"{response.StatusCode} {(await response.Content.ReadAsStringAsync()).Replace(address, "", StringComparison.Ordinal)}");
        }
        Assert.StartsWith("NotFound", answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_link_is_given_to_others_and_for_longer()
    {
        var chat = await Server.Say(Ann.Id, "t", "hello", "there");
        var made = (await Ann.Post($"/api/chats/{chat}/shares", new { audience = "private", expires_at = Server.Clock.Now.AddHours(1) })).Body!;

        var (status, changed) = await Ann.Send(HttpMethod.Put, $"/api/shares/{(string)made["id"]!}", new { audience = "people", people = new[] { "bob" } });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Null(changed!["expires_at"]);
        Assert.Equal("bob", (string)changed["people"]![0]!);
        Assert.Equal([true, false], await Seen((string)made["address"]!, Bob.Client, Server.Nobody));
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Send(HttpMethod.Put, $"/api/shares/{(string)made["id"]!}", new { audience = "link", expires_at = Server.Clock.Now.AddHours(-1) })).Status);
    }

    [Fact]
    public async Task Files_go_with_the_link_and_no_others()
    {
        var chat = await Server.Say(Ann.Id, "t", "hello", "there");
        var shown = await Server.Upload(Ann.Id, "shown.html", "<script>alert(1)</script>");
        await Server.Add(chat, Speaker.User, "with a file", shown.Id);
        var address = await Share(chat, new { audience = "link" });
        var later = await Server.Upload(Ann.Id, "later.txt", "later");
        await Server.Add(chat, Speaker.User, "afterwards", later.Id);

        using var file = await Server.Nobody.GetAsync($"{address}/files/{shown.Id}");

        Assert.Equal("<script>alert(1)</script>", await file.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", file.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Server.Nobody.GetAsync($"{address}/files/{later.Id}")).StatusCode);
    }

    [Fact]
    public async Task A_viewer_copies_the_chat_and_nothing_of_its_owner()
    {
        var chat = await Server.Say(Ann.Id, "t", "hello", "there");
        await Change(chat, one => one.Settings = one.Settings with { Instructions = "private instructions" });
        var file = await Server.Upload(Ann.Id, "shown.txt", "shown");
        await Server.Add(chat, Speaker.User, "with a file", file.Id);
        var address = await Share(chat, new { audience = "link" });

        var (status, copied) = await Bob.Post($"{address}/copy");

        Assert.Equal(HttpStatusCode.Created, status);
        await using var context = Server.Get<ChatStores>().Main.Open();
        var copy = await context.Chats.FirstAsync(one => one.Id == (Guid)copied!["chat"]!);
        Assert.Equal((Bob.Id, null, "scripted"), (copy.OwnerId, copy.Settings.Instructions, copy.Settings.Model));
        var path = await MessagePaths.To(context, copy.Id, copy.LeafId);
        Assert.Equal(["hello", "there", "with a file"], path.Select(message => message.Text));
        Assert.Equal(Bob.Id, path[2].Files.Single().File.OwnerId);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Nobody.PostAsync($"{address}/copy", null)).StatusCode);
    }

    [Fact]
    public async Task What_is_not_kept_or_not_finished_is_not_shared()
    {
        var empty = await Server.Say(Ann.Id, "t");
        var temporary = await Server.Get<Conversations>().Create(Ann.Id, new ChatSettings(), isTemporary: true);
        var writing = await Server.Say(Ann.Id, "t", "hello", "there");
        await Server.Get<ChatStores>().Main.Log.Append(writing, [], async context => (await context.Messages.FirstAsync(message => message.ChatId == writing && message.Role == Speaker.Assistant)).State = MessageState.Streaming);

        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post($"/api/chats/{empty}/shares", new { audience = "link" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Post($"/api/chats/{temporary.Id}/shares", new { audience = "link" })).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Ann.Post($"/api/chats/{writing}/shares", new { audience = "link" })).Status);
    }

    private async Task<string> Share(Guid chat, object wish)
    {
        var (status, body) = await Ann.Post($"/api/chats/{chat}/shares", wish);
        Assert.Equal(HttpStatusCode.Created, status);
        return (string)body!["address"]!;
    }

    private Task Change(Guid chat, Action<Chat> change) => Server.Get<Conversations>().Change(Ann.Id, chat, change);

    private static async Task<List<bool>> Seen(string address, params HttpClient[] clients)
    {
        var seen = new List<bool>();
        foreach (var client in clients)
        {
            using var response = await client.GetAsync(address);
            seen.Add(response.StatusCode == HttpStatusCode.OK);
        }
        return seen;
    }
}

public sealed class SqliteSharingTests : SharingTests;

public sealed class PostgresSharingTests(PostgresServer server) : SharingTests, IClassFixture<PostgresServer>
{
    protected override async Task<string?> Database() => await server.NewDatabaseAsync();
}
