using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Organise;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Chats;

/// <summary>What the conversation page asks the server for, on each store.</summary>
public abstract class ConversationTests : PeopleTests
{
    private readonly TaskCompletionSource turn = new();
    private ScriptedEngine? engine;

    /// <summary>A server for each test, and one engine for it: the last part of its reply waits for nothing but its turn.</summary>
    private protected override IReplyEngine? Engine => engine ??= new ScriptedEngine { Reply = [new ReasoningDelta("hm"), new ContentDelta("Hello"), new ContentDelta(", "), new ContentDelta("世界")], Turn = turn.Task };

    [Fact]
    public async Task A_message_is_stored_and_answered_and_the_same_id_is_the_same_message()
    {
        var chat = await Create();
        var id = Guid.NewGuid();

        var (status, sent) = await Post(chat, "messages", new { id, text = "hi" });
        turn.SetResult();
        await Idle(chat);
        var again = await Post(chat, "messages", new { id, text = "hi" });

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal($"{id} false", $"{sent!["message"]} {sent["is_queued"]}");
        Assert.Equal(sent.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal(["user: hi", "assistant: Hello, 世界"], await Path(chat));
        var reply = await Ann.Get($"/api/chats/{chat}/messages/{sent["reply"]}");
        Assert.Equal("Hello, 世界 hm done", $"{reply["text"]} {reply["reasoning"]} {reply["state"]}");
        Assert.Equal("hi Generated", await Eventually(async () => (await Read(chat)).TitleOrigin == TitleOrigin.Generated, async () => $"{(await Messages(chat))[0].Text} {(await Read(chat)).TitleOrigin}"));
    }

    [Fact]
    public async Task Versions_are_made_by_editing_and_regenerating_and_shown_as_one_likes()
    {
        turn.SetResult();
        var chat = await Create();
        var (question, answer) = await Say(chat, "first");

        var (_, second) = await Post(chat, $"messages/{answer}/regenerate", new { });
        await Idle(chat);
        var (_, longer) = await Post(chat, $"messages/{answer}/regenerate", new { length = "longer" });
        await Idle(chat);
        Tick();
        var id = Guid.NewGuid();
        var (_, edited) = await Post(chat, $"messages/{question}/versions", new { id, text = "other" });
        await Idle(chat);
        var again = await Post(chat, $"messages/{question}/versions", new { id, text = "other" });

        Assert.Equal([answer, (string)second!["reply"]!, (string)longer!["reply"]!], (await Messages(chat)).Where(one => one.ParentId == Guid.Parse(question)).Select(one => one.Id.ToString()));
        Assert.Contains("more detail", Asked("more detail"), StringComparison.Ordinal);
        Assert.Equal(edited!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal(["user: other", "assistant: Hello, 世界"], await Path(chat));
        Assert.Equal(HttpStatusCode.NoContent, (await Post(chat, $"messages/{second["reply"]}/show")).Status);
        Assert.Equal((string)second["reply"]!, (string)(await Ann.Get($"/api/chats/{chat}"))["leaf"]!);
        Assert.Equal(["user: first", "assistant: Hello, 世界"], await Path(chat));
        Assert.Equal(6, (await Ann.Get($"/api/chats/{chat}/tree"))["messages"]!.AsArray().Count);

        // What is corrected stays in its place; what is removed takes what follows with it.
        await Ann.Send(HttpMethod.Put, $"/api/chats/{chat}/messages/{second["reply"]}", new { text = "corrected" });
        Assert.Equal(["user: first", "assistant: corrected"], await Path(chat));
        await Ann.Send(HttpMethod.Delete, $"/api/chats/{chat}/messages/{question}");
        Assert.Equal(["user: other", "assistant: Hello, 世界"], await Path(chat));
        Assert.Equal(2, (await Messages(chat)).Count);
    }

    [Fact]
    public async Task A_reply_that_is_stopped_is_kept_and_counted_and_continues()
    {
        var chat = await Create();
        var (_, sent) = await Post(chat, "messages", new { id = Guid.NewGuid(), text = "hi" });
        var (busy, _) = await Post(chat, $"messages/{sent!["message"]}/versions", new { id = Guid.NewGuid(), text = "no" });

        var (_, stopped) = await Post(chat, "stop");
        var (_, nothing) = await Post(chat, "stop");
        var reply = Guid.Parse((string)sent["reply"]!);
        await Server.Get<ChatStores>().Main.Log.Append(chat, [], async context =>
        {
            var message = (await context.Messages.FindAsync(reply))!;
            message.Text = "Begun. ";
            message.Facts = new ReplyFacts(10, 4, 5, 0, 20, 100, Seed: 3, Cost: 7);
        });
        turn.SetResult();
        var (status, _) = await Post(chat, $"messages/{reply}/continue");
        await Idle(chat);

        Assert.Equal(HttpStatusCode.Conflict, busy);
        Assert.Equal("true false", $"{stopped!["stopped"]} {nothing!["stopped"]}");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(["user: hi", "assistant: Begun. Hello, 世界"], await Path(chat));
        var whole = (await Messages(chat)).Single(one => one.Id == reply);
        Assert.Equal((MessageState.Done, 20, 8, 5 + 5, 20L, 7L), (whole.State, whole.Facts!.PromptTokens, whole.Facts.CachedTokens, whole.Facts.CompletionTokens, whole.Facts.FirstTokenMilliseconds, whole.Facts.Cost!.Value));
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(chat, $"messages/{sent["message"]}/continue")).Status);
    }

    [Fact]
    public async Task Messages_wait_in_order_while_a_reply_is_written_and_a_draft_is_the_next_messages()
    {
        var chat = await Create();
        await Post(chat, "messages", new { id = Guid.NewGuid(), text = "one" });
        var ids = new List<Guid>();
        foreach (var text in new[] { "two", "three", "four" })
        {
            Tick();
            ids.Add(Guid.NewGuid());
            var (_, sent) = await Post(chat, "messages", new { id = ids[^1], text });
            Assert.True((bool)sent!["is_queued"]!);
        }
        await Ann.Send(HttpMethod.Patch, $"/api/chats/{chat}", new { draft = "five" });
        await Ann.Send(HttpMethod.Delete, $"/api/chats/{chat}/queue/{ids[1]}");
        Assert.Equal(["two", "four"], (await Ann.Get($"/api/chats/{chat}/queue")).AsArray().Select(one => (string)one!["text"]!));

        turn.SetResult();
        await Eventually(async () => (await Messages(chat)).Count(one => one.State == MessageState.Done) == 6, () => Task.FromResult(""));

        Assert.Equal(["user: one", "assistant: Hello, 世界", "user: two", "assistant: Hello, 世界", "user: four", "assistant: Hello, 世界"], await Path(chat));
        Assert.Equal("five", (string)(await Ann.Get($"/api/chats/{chat}"))["draft"]!);
        await Post(chat, "messages", new { id = Guid.NewGuid(), text = "five" });
        Assert.Equal("", (string)(await Ann.Get($"/api/chats/{chat}"))["draft"]!);
        await Idle(chat);
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        var chat = await Create();
        for (var at = 0; at <= Conversations.MaxQueued; at++) Assert.Equal(HttpStatusCode.Created, (await Post(chat, "messages", new { id = Guid.NewGuid(), text = $"{at}" })).Status);

        var (status, told) = await Post(chat, "messages", new { id = Guid.NewGuid(), text = "one too many" });

        Assert.Equal((HttpStatusCode.BadRequest, "queue_full"), (status, Code(told)));
        await Post(chat, "stop");
    }

    [Fact]
    public async Task A_branch_is_a_chat_with_a_copy_of_the_path_so_far()
    {
        turn.SetResult();
        var chat = await Create();
        var (_, answer) = await Say(chat, "first");
        await Say(chat, "second");

        var (status, made) = await Post(chat, $"messages/{answer}/branch");
        var branch = Guid.Parse((string)made!["id"]!);
        await Say(branch, "elsewhere");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(["user: first", "assistant: Hello, 世界", "user: elsewhere", "assistant: Hello, 世界"], await Path(branch));
        Assert.Equal(["user: first", "assistant: Hello, 世界", "user: second", "assistant: Hello, 世界"], await Path(chat));
    }

    [Fact]
    public async Task A_temporary_chat_leaves_nothing_on_the_disk_and_in_no_list()
    {
        turn.SetResult();
        var (_, made) = await Ann.Post("/api/chats", new { temporary = true });
        var chat = Guid.Parse((string)made!["id"]!);
        var (_, answer) = await Say(chat, "between us");
        var (_, branch) = await Post(chat, $"messages/{answer}/branch");

        Assert.Equal("true true", $"{made["temporary"]} {branch!["temporary"]}");
        Assert.Contains("between us", await Ann.Client.GetStringAsync($"/c/{chat}"), StringComparison.Ordinal);
        await using (var context = Server.Get<ChatStores>().Main.Open())
        {
            Assert.False(await context.Messages.AnyAsync());
            Assert.False(await context.Chats.AnyAsync());
            Assert.False(await context.Usage.AnyAsync());
        }
        Assert.Empty((await Ann.Get("/api/chats"))["chats"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await Bob.Client.GetAsync($"/api/chats/{chat}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Ann.Send(HttpMethod.Delete, $"/api/chats/{chat}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Ann.Client.GetAsync($"/api/chats/{chat}")).StatusCode);
    }

    [Theory]
    [InlineData("", "empty_message")]
    [InlineData(" \n\t", "empty_message")]
    [InlineData("a\0b", "invalid_character")]
    [InlineData(null, "message_too_long")]
    public async Task Texts_that_cannot_be_kept_are_refused_by_name(string? text, string code)
    {
        turn.SetResult();
        text ??= new string('长', Conversations.MaxText + 1);
        var chat = await Create();
        var (question, answer) = await Say(chat, "kept");

        (HttpStatusCode Status, JsonNode? Body)[] told =
        [
            await Post(chat, "messages", new { id = Guid.NewGuid(), text }),
            await Post(chat, $"messages/{question}/versions", new { id = Guid.NewGuid(), text }),
            await Ann.Send(HttpMethod.Put, $"/api/chats/{chat}/messages/{answer}", new { text }),
        ];

        Assert.All(told, one => Assert.Equal((HttpStatusCode.BadRequest, code, "text"), (one.Status, Code(one.Body), (string?)one.Body!["error"]!["param"])));
        Assert.Equal(["user: kept", "assistant: Hello, 世界"], await Path(chat));
        Assert.Equal(2, (await Messages(chat)).Count);
    }

    [Theory]
    [InlineData("""{"title":"a\u0000b"}""", "title")]
    [InlineData("""{"title":"   "}""", "title")]
    [InlineData("""{"draft":"\u0000"}""", "draft")]
    [InlineData("""{"settings":{"instructions":"\u0000"}}""", "settings.instructions")]
    [InlineData("""{"settings":{"temperature":3}}""", "settings.temperature")]
    [InlineData("""{"settings":{"max_tokens":0}}""", "settings.max_tokens")]
    public async Task A_change_of_a_chat_that_cannot_be_is_refused_by_name(string json, string name)
    {
        var chat = await Create();

        var (status, told) = await Ann.Send(HttpMethod.Patch, $"/api/chats/{chat}", JsonNode.Parse(json));

        Assert.Equal((HttpStatusCode.BadRequest, name), (status, (string?)told!["error"]!["param"]));
    }

    [Theory]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000","text":"x"}""")]
    [InlineData("""{"text":"x"}""")]
    [InlineData("""{"id":"not-a-uuid","text":"x"}""")]
    [InlineData("""{"id":"0199aaaa-0000-7000-8000-000000000001","text":"half a pair: \ud83d"}""")]
    [InlineData("""{"id":"0199aaaa-0000-7000-8000-000000000001","text":7}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_body_that_is_no_message_is_refused(string json)
    {
        var chat = await Create();

        using var response = await Ann.Client.PostAsync($"/api/chats/{chat}/messages", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await Messages(chat));
    }

    [Fact]
    public async Task What_belongs_to_another_chat_or_another_person_is_not_there()
    {
        turn.SetResult();
        Guid chat = await Create(), other = await Create();
        var (question, answer) = await Say(chat, "mine");
        await Say(other, "mine too");
        var bobs = Guid.Parse((string)(await Bob.Post("/api/chats", new { })).Body!["id"]!);
        var wrong = new (HttpMethod Method, string Path, object? Body)[]
        {
            (HttpMethod.Get, "messages/{0}", null),
            (HttpMethod.Put, "messages/{0}", new { text = "x" }),
            (HttpMethod.Delete, "messages/{0}", null),
            (HttpMethod.Post, "messages/{0}/versions", new { id = Guid.NewGuid(), text = "x" }),
            (HttpMethod.Post, "messages/{0}/regenerate", new { }),
            (HttpMethod.Post, "messages/{0}/continue", null),
            (HttpMethod.Post, "messages/{0}/show", null),
            (HttpMethod.Post, "messages/{0}/branch", null),
            (HttpMethod.Put, "messages/{0}/rating", new { rating = 1 }),
        };
        (HttpMethod Method, string Path, object? Body)[] all =
        [
            .. wrong, (HttpMethod.Get, "", null), (HttpMethod.Patch, "", new { title = "x" }), (HttpMethod.Delete, "", null), (HttpMethod.Post, "messages", new { id = Guid.NewGuid(), text = "x" }),
            (HttpMethod.Get, "tree", null), (HttpMethod.Get, "context", null), (HttpMethod.Get, "queue", null), (HttpMethod.Delete, "queue/{0}", null), (HttpMethod.Post, "stop", null),
            (HttpMethod.Post, "restore", null), (HttpMethod.Get, "events", null), (HttpMethod.Get, "export?format=md", null),
        ];

        foreach (var (method, path, body) in wrong)
        {
            foreach (var id in new[] { question, answer, Guid.NewGuid().ToString() })
                Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, await Try(Ann, method, other, path, id, body)));
        }
        foreach (var (method, path, body) in all)
        {
            Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, await Try(Bob, method, chat, path, question, body)));
            Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, await Try(Ann, method, Guid.NewGuid(), path, question, body)));
        }
        Assert.Equal(HttpStatusCode.NotFound, (await Bob.Client.GetAsync($"/c/{chat}")).StatusCode);

        // An id that is taken tells nothing and takes nothing.
        foreach (var (who, where) in new[] { (Ann, other), (Bob, bobs) })
        {
            var (status, told) = await who.Post($"/api/chats/{where}/messages", new { id = question, text = "x" });
            Assert.Equal((HttpStatusCode.BadRequest, "id_taken"), (status, Code(told)));
        }
        Assert.Equal("not_yours", Code((await Post(chat, $"messages/{answer}/versions", new { id = Guid.NewGuid(), text = "x" })).Body));
        Assert.Equal("file_not_found", Code((await Post(chat, "messages", new { id = Guid.NewGuid(), text = "x", files = new[] { Guid.NewGuid() } })).Body));
        Assert.Equal(["user: mine", "assistant: Hello, 世界"], await Path(chat));
        Assert.Equal(["user: mine too", "assistant: Hello, 世界"], await Path(other));
    }

    [Fact]
    public async Task A_stream_that_broke_goes_on_after_the_last_event_in_order_and_tells_each_once()
    {
        var chat = await Create();
        var (_, sent) = await Post(chat, "messages", new { id = Guid.NewGuid(), text = "hi" });
        var reply = Guid.Parse((string)sent!["reply"]!);
        var log = Server.Get<ChatStores>().Main.Log;
        async Task Write(int from, int count)
        {
            for (var at = from; at < from + count; at++) await log.Append(chat, [new(LogKind.Text, reply, $"{at} ")]);
        }

        // Two messages are told, then pieces; the connection breaks, and more comes meanwhile and afterwards.
        await Write(1, 4);
        var first = await Events(chat, lastEventId: null, count: 6);
        await Write(5, 4);
        var second = await Events(chat, lastEventId: first[^1].Id, count: 6, meanwhile: () => Write(9, 2));
        var late = await Events(chat, lastEventId: second[^1].Id, count: 2, meanwhile: () => Write(11, 2));

        Assert.Equal(Enumerable.Range(1, 14).Select(at => at.ToString(CultureInfo.InvariantCulture)), first.Concat(second).Concat(late).Select(one => one.Id));
        Assert.Equal(["message", "message", .. Enumerable.Repeat("text", 12)], first.Concat(second).Concat(late).Select(one => one.Kind));
        Assert.Equal("1 2 3 4 5 6 7 8 9 10 11 12 ", string.Concat(first.Concat(second).Concat(late).Where(one => one.Kind == "text").Select(one => (string)one.Data["text"]!)));
        Assert.Contains("data-role=\"user\"", (string)first[0].Data["html"]!, StringComparison.Ordinal);

        // A number of another life of the chat: everything is to be read anew.
        Assert.Equal("reload", (await Events(chat, lastEventId: "99", count: 1))[0].Kind);
        turn.SetResult();
        await Idle(chat);
        var end = await Events(chat, lastEventId: "14", count: 1, kind: "finished");
        Assert.Contains("1 2 3 4", (string)end[0].Data["html"]!, StringComparison.Ordinal);
        Assert.Contains("Hello, 世界", (string)end[0].Data["html"]!, StringComparison.Ordinal);
    }

    private async Task<Guid> Create() => Guid.Parse((string)(await Ann.Post("/api/chats", new { settings = new { model = "scripted" } })).Body!["id"]!);

    private Task<(HttpStatusCode Status, JsonNode? Body)> Post(Guid chat, string path, object? body = null) => Ann.Post($"/api/chats/{chat}/{path}", body);

    /// <summary>The clock of these servers stands still, and messages are in the order of their times.</summary>
    private void Tick() => Server.Clock.Now = Server.Clock.Now.AddSeconds(1);

    private async Task<(string Question, string Answer)> Say(Guid chat, string text)
    {
        Tick();
        var (_, sent) = await Post(chat, "messages", new { id = Guid.NewGuid(), text });
        await Idle(chat);
        return ((string)sent!["message"]!, (string)sent["reply"]!);
    }

    private Task Idle(Guid chat) => Eventually(async () => (await Messages(chat)).All(one => one.State != MessageState.Streaming), () => Task.FromResult(""));

    private static async Task<string> Eventually(Func<Task<bool>> holds, Func<Task<string>> then)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(10, patience.Token);
        return await then();
    }

    private async Task<Chat> Read(Guid chat)
    {
        await using var context = Server.Get<ChatStores>().Of(chat).Open();
        return await context.Chats.AsNoTracking().SingleAsync(one => one.Id == chat, TestContext.Current.CancellationToken);
    }

    private async Task<List<Message>> Messages(Guid chat)
    {
        await using var context = Server.Get<ChatStores>().Of(chat).Open();
        return await context.Messages.AsNoTracking().Where(one => one.ChatId == chat).OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    private async Task<IEnumerable<string>> Path(Guid chat)
    {
        await using var context = Server.Get<ChatStores>().Of(chat).Open();
        var path = await MessagePaths.To(context, chat, (await Read(chat)).LeafId);
        return [.. path.Select(one => $"{one.Role.ToString().ToLowerInvariant()}: {one.Text}")];
    }

    /// <summary>What the engine was told by the first request that has these words.</summary>
    private string Asked(string words)
    {
        lock (engine!.Chats) return engine.Chats.Select(request => string.Concat(request.Messages.Select(message => (string?)message["content"]))).First(text => text.Contains(words, StringComparison.Ordinal));
    }

    private async Task<List<Told>> Events(Guid chat, string? lastEventId, int count, Func<Task>? meanwhile = null, string? kind = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chats/{chat}/events");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using var response = await Ann.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        if (meanwhile is not null) await meanwhile();
        var told = new List<Told>();
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            if (kind is null || item.EventType == kind) told.Add(new Told(item.EventId, item.EventType, JsonNode.Parse(item.Data)!));
            if (told.Count == count) break;
        }
        return told;
    }

    private static string? Code(JsonNode? told) => (string?)told!["error"]!["code"];

    private static async Task<HttpStatusCode> Try(Visit who, HttpMethod method, Guid chat, string path, string id, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/api/chats/{chat}/{string.Format(CultureInfo.InvariantCulture, path, id)}".TrimEnd('/')) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
        using var response = await who.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    private sealed record Told(string? Id, string Kind, JsonNode Data);
}

public sealed class SqliteConversationTests : ConversationTests;

public sealed class PostgresConversationTests(PostgresServer server) : ConversationTests, IClassFixture<PostgresServer>
{
    protected override async Task<string?> Database() => await server.NewDatabaseAsync();
}
