using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Search;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Organise;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Search;

public abstract class ChatSearchTests : PeopleTests
{
    [Fact]
    public async Task Ones_own_messages_are_found_as_soon_as_they_are_said_with_what_was_meant_marked()
    {
        var chat = await Server.Say(Ann.Id, "天气", "明天上海的天气怎么样？", "明天上海有雨。");
        await Server.Say(Bob.Id, "别的", "上海的天气很好");

        var found = await Ann.Get("/api/search?q=上海");

        Assert.Equal(2, (int)found["total"]!);
        Assert.All(found["hits"]!.AsArray(), hit => Assert.Equal(chat.ToString(), (string)hit!["chat"]!));
        Assert.Equal(["assistant", "user"], found["hits"]!.AsArray().Select(hit => (string)hit!["role"]!).Order());
        Assert.All(found["hits"]!.AsArray(), hit => Assert.Contains(hit!["passage"]!["segments"]!.AsArray(), segment => (bool)segment!["is_hit"]! && (string)segment["text"]! == "上海"));
    }

    [Fact]
    public async Task A_title_is_found_and_found_by_its_new_name()
    {
        var chat = await Server.Say(Ann.Id, "菜谱", "x");
        Assert.Equal([null], Messages(await Ann.Get("/api/search?q=菜谱")));

        await Ann.Send(HttpMethod.Patch, $"/api/chats/{chat}", new { title = "烹饪" });

        Assert.Empty(Messages(await Ann.Get("/api/search?q=菜谱")));
        Assert.Single(Messages(await Ann.Get("/api/search?q=烹饪")));
    }

    [Fact]
    public async Task What_is_corrected_removed_deleted_or_temporary_is_not_found()
    {
        var chat = await Server.Say(Ann.Id, "t", "alpha", "beta", "gamma", "delta");
        var conversations = Server.Get<Conversations>();
        var messages = await Messages(chat);

        await conversations.Correct(Ann.Id, chat, messages[0], "omega");
        await conversations.Remove(Ann.Id, chat, messages[2]);
        var secret = await conversations.Create(Ann.Id, new ChatSettings(), isTemporary: true);
        await Server.Get<ChatStores>().Temporary.Log.Append(secret.Id, [], context =>
        {
            context.Messages.Add(new Message { Id = Guid.CreateVersion7(), ChatId = secret.Id, Text = "temporary", CreatedAt = Server.Clock.Now });
            return Task.CompletedTask;
        });

        Assert.Equal(["alpha 0", "beta 1", "gamma 0", "delta 0", "omega 1", "temporary 0"], await Counts("alpha", "beta", "gamma", "delta", "omega", "temporary"));
        await Ann.Post("/api/chats/bulk", new { ids = new[] { chat }, action = "delete" });
        Assert.Equal(["beta 0", "omega 0"], await Counts("beta", "omega"));
        await Ann.Post("/api/chats/bulk", new { ids = new[] { chat }, action = "restore" });
        Assert.Equal(["beta 1", "omega 1", "alpha 0"], await Counts("beta", "omega", "alpha"));
    }

    [Fact]
    public async Task Filters_narrow_what_words_find()
    {
        var one = await Server.Say(Ann.Id, "one", "apple pie", "apple tart");
        Server.Clock.Now += TimeSpan.FromDays(10);
        var two = await Server.Say(Ann.Id, "two", "apple juice");
        var folder = (string)(await Ann.Post("/api/folders", new { name = "我的厨房" })).Body!["id"]!;
        await Ann.Send(HttpMethod.Patch, $"/api/chats/{one}", new { folder, tags = new[] { "Sweet" }, pinned = true });
        await Ann.Send(HttpMethod.Patch, $"/api/chats/{two}", new { archived = true });

        string[] queries =
        [
            "apple", "apple folder:我的厨房", "apple -folder:我的廚房", "apple tag:sweet", "apple -tag:sweet", "apple role:assistant", "apple -role:assistant", "apple is:pinned", "apple is:archived",
            "apple after:2026-03-15", "apple before:2026-03-15", "apple model:SCRIPT", "apple folder:nowhere",
        ];
        var counts = await Counts(queries);

        Assert.Equal([3, 2, 1, 2, 1, 1, 2, 2, 1, 1, 2, 1, 0], counts.Select(count => int.Parse(count.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_no_offset_or_query_breaks_it()
    {
        await Server.Say(Ann.Id, "many", [.. Enumerable.Range(0, 45).Select(at => $"needle {at}")]);

        var seen = new List<string?>();
        for (int? next = 0; next is { } offset;)
        {
            var page = await Ann.Get($"/api/search?q=needle&offset={offset}");
            seen.AddRange(Messages(page));
            next = (int?)page["next"];
        }

        Assert.Equal(45, seen.Distinct().Count());
        Assert.Equal(45, seen.Count);
        foreach (var query in new[] { "\"", "-", "tag:", "' OR 1=1 --", "*", ")(", "after:9999-99-99", "\0" })
            Assert.NotNull(await Ann.Get($"/api/search?q={Uri.EscapeDataString(query)}"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await Ann.Send(HttpMethod.Get, "/api/search?q=x&offset=-1")).Status);
    }

    [Fact]
    public async Task Another_version_of_the_index_is_filled_anew()
    {
        await Server.Say(Ann.Id, "long", [.. Enumerable.Range(0, 450).Select(at => $"word{at} again")]);
        var stores = Server.Get<ChatStores>();
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            await context.Database.ExecuteSqlRawAsync("DELETE FROM search_messages");
            await context.Settings.Where(setting => setting.Name == "search-index").ExecuteDeleteAsync();
        });
        Assert.Equal(["again 0"], await Counts("again"));

        var upkeep = new IndexUpkeep(stores, Server.Get<MessageIndex>(), Server.Get<Indexing>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<IndexUpkeep>.Instance);
        await upkeep.Renew(CancellationToken.None);

        Assert.Equal(["again 450", "word449 1", "long 1"], await Counts("again", "word449", "long"));
    }

    [Fact]
    public async Task The_page_and_its_fragment_show_hits_as_text()
    {
        await Server.Say(Ann.Id, "<b>title</b>", "<script>alert('needle')</script>");

        foreach (var path in new[] { "/fragments/search?q=needle", "/search?q=needle" })
        {
            var html = await Ann.Client.GetStringAsync(path);
            Assert.Contains("<mark>needle</mark>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>title", html, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string?> Messages(JsonNode page) => page["hits"]!.AsArray().Select(hit => (string?)hit!["message"]);

    private async Task<List<Guid>> Messages(Guid chat)
    {
        await using var context = Server.Get<ChatStores>().Main.Open();
        return await context.Messages.Where(message => message.ChatId == chat).OrderBy(message => message.CreatedAt).Select(message => message.Id).ToListAsync();
    }

    private async Task<List<string>> Counts(params string[] queries)
    {
        var counts = new List<string>();
        foreach (var query in queries) counts.Add($"{query} {(int)(await Ann.Get($"/api/search?q={Uri.EscapeDataString(query)}"))["total"]!}");
        return counts;
    }
}

public sealed class SqliteChatSearchTests : ChatSearchTests;

public sealed class PostgresChatSearchTests(PostgresServer server) : ChatSearchTests, IClassFixture<PostgresServer>
{
    protected override async Task<string?> Database() => await server.NewDatabaseAsync();
}
