using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.People;

public sealed partial class KeyTests
{
    private const string Question = """{"messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_persons_key_opens_the_API_until_it_is_revoked()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        var page = await ann.Submit("/settings/keys", "make-key", ("KeyName", "editor"));
        var key = KeyForm().Match(page).Value;

        var (without, wrong, right) = (await Ask(server, null), await Ask(server, "zy-" + new string('A', 43)), await Ask(server, key));
        var later = await ann.Page("/settings/keys");
        await ann.SendTo("/settings/keys", RevokeForm().Match(later).Groups[1].Value);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without, wrong, right));
        Assert.DoesNotContain(key, later, StringComparison.Ordinal);
        Assert.DoesNotContain(">Never<", later, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(server, key));
    }

    [Fact]
    public async Task The_store_does_not_have_the_key()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var owner = new Browser(server);

        var key = KeyForm().Match(await owner.Submit("/settings/keys", "make-key", ("KeyName", "editor"))).Value;

        await using var context = server.Server.Services.GetRequiredService<StoreFactory>().Open();
        var kept = await context.ApiKeys.SingleAsync();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key))), kept.Hash);
        Assert.Equal(46, key.Length);
        Assert.StartsWith(kept.Start, key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_revokes_anothers_key()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        var key = KeyForm().Match(await ann.Submit("/settings/keys", "make-key", ("KeyName", "editor"))).Value;

        await bob.SendTo("/settings/keys", RevokeForm().Match(await ann.Page("/settings/keys")).Groups[1].Value);

        Assert.Equal(HttpStatusCode.OK, await Ask(server, key));
    }

    [Fact]
    public async Task The_key_of_a_disabled_person_does_not_open()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        var key = KeyForm().Match(await bob.Submit("/settings/keys", "make-key", ("KeyName", "editor"))).Value;
        var id = (Guid)System.Text.Json.Nodes.JsonNode.Parse(await bob.Page("/api/me"))!["id"]!;

        await ann.SendTo("/admin/people", $"/admin/people/{id}/disable");

        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(server, key));
    }

    [Fact]
    public async Task What_a_key_takes_counts_as_its_persons_and_is_fair_to_them()
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine, Browser.Open);
        using var ann = await Browser.SetUp(server);
        var key = KeyForm().Match(await ann.Submit("/settings/keys", "make-key", ("KeyName", "editor"))).Value;
        var id = (Guid)System.Text.Json.Nodes.JsonNode.Parse(await ann.Page("/api/me"))!["id"]!;

        await Ask(server, key);

        var entry = await Written(server);
        Assert.Equal((id, "scripted", 10, 4, 4), (entry.PersonId, entry.Model, entry.PromptTokens, entry.CachedTokens, entry.CompletionTokens));
        Assert.Equal(id.ToString(), engine.Chats.Single().User);
        Assert.Contains("scripted", await ann.Page("/settings/usage"), StringComparison.Ordinal);
        Assert.Contains("scripted", await ann.Page("/admin/usage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_on_this_machine_it_counts_as_the_owners()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var owner = new Browser(server);
        var id = (Guid)System.Text.Json.Nodes.JsonNode.Parse(await owner.Page("/api/me"))!["id"]!;

        await Ask(server, null);

        Assert.Equal(id, (await Written(server)).PersonId);
    }

    private static async Task<HttpStatusCode> Ask(RunningServer server, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{server.Address.Port}/v1/chat/completions") { Content = new StringContent(Question, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>It is written behind the reply's back.</summary>
    private static async Task<UsageEntry> Written(RunningServer server)
    {
        while (true)
        {
            await using var context = server.Server.Services.GetRequiredService<StoreFactory>().Open();
            if (await context.Usage.FirstOrDefaultAsync(TestContext.Current.CancellationToken) is { } entry) return entry;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex("zy-[\\w-]{43}")]
    private static partial Regex KeyForm();

    [GeneratedRegex("action=\"(/settings/keys/[0-9a-f-]{36}/revoke)\"")]
    private static partial Regex RevokeForm();
}
