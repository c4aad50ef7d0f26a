using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.Security;

/// <summary>Every endpoint is tried by people whose things it is not about, and without what a page of ours brings along.</summary>
public sealed partial class EveryEndpointTests
{
    [Fact]
    public async Task Nobody_sees_or_changes_anything_of_another_person()
    {
        await using var household = await Household.Start();
        var before = await household.Inventory();
        var endpoints = Endpoints.Of(household.Server);
        var faults = new List<string>();

        foreach (var (who, guest) in new[] { ("Bob", household.Bob), ("nobody", household.Nobody) })
        {
            foreach (var endpoint in endpoints)
            {
                var answer = await guest.Try(endpoint, household.Things);
                Note($"{who}: {endpoint.Name} answered {answer.Status} {answer.Location}", answer, isAllowed:
                    endpoint.IsAdmins ? answer.Status == (who == "Bob" ? 403 : answer.Status) && answer.IsRefusal
                    : endpoint.IsOpen ? answer.Status is 200 or 303 || answer is { Status: 302, Location: "/" or "/welcome" } || endpoint.Changes && answer.Status == 400 || answer.IsRefusal
                    : who == "nobody" ? answer.IsRefusal
                    : endpoint.IsOfPages ? !endpoint.HasParts || answer.IsRefusal || endpoint.Body?.Kind == BodyKind.Form && answer.Status is 303 or 400
                    : answer.Status == 401);      // a session is no key
            }
        }
        var after = await household.Inventory();

        Assert.InRange(endpoints.Count, 100, int.MaxValue);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, after);

        void Note(string what, Answer answer, bool isAllowed)
        {
            if (!isAllowed || answer.Status >= 500) faults.Add($"{what}: {Start(answer.Body)}");
            if (answer.Body.Contains(Household.Mark, StringComparison.Ordinal) || answer.Headers.Contains(Household.Mark, StringComparison.Ordinal)) faults.Add($"{what} with something of Ann's");
        }
    }

    [Fact]
    public async Task Ids_that_somebody_made_up_lead_nowhere()
    {
        await using var household = await Household.Start();
        var before = await household.Inventory();
        var forged = household.Forged();
        forged["model"] = "made-up";
        forged["documentName"] = "made-up";
        var faults = new List<string>();

        // What takes no id is not asked: it would change Ann's things, as it should.
        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint.HasParts))
        {
            var answer = await household.Ann.Try(endpoint, forged, key: household.Key);
            var isForm = endpoint.Body?.Kind == BodyKind.Form;
            var isAboutNothing = answer.Status is >= 400 and < 500 || isForm && answer.Status == 303
                // A provider that is not there is a new one; its page is an empty form. The reference has one page only.
                || endpoint.Pattern is "/admin/models/{Id}" && answer.Status is 200 or 302
                || endpoint.Pattern.StartsWith("/docs", StringComparison.Ordinal)
                || endpoint.Pattern is "/invite/{Token}" or "/reset/{Person}/{Code}" or "/admin/people/{Id}/delete" && answer.Status == 200;
            if (!isAboutNothing) faults.Add($"{endpoint.Name} answered {answer.Status} {answer.Location}: {Start(answer.Body)}");
        }
        var after = await household.Inventory();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(WithoutNewProvider(before), WithoutNewProvider(after));

        static string WithoutNewProvider(string inventory) => Providers().Replace(inventory, "");
    }

    [Fact]
    public async Task What_is_another_persons_cannot_be_referred_to_from_ones_own()
    {
        await using var household = await Household.Start();
        var things = household.Things;
        using var made = await household.Bob.Send(HttpMethod.Post, "/api/chats", JsonContent.Create(new { }));
        var own = (string)(await made.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>())!["id"]!;
        (HttpMethod Method, string Path, object Body)[] tries =
        [
            (HttpMethod.Post, "/api/chats", new { folder = things["folder"] }),
            (HttpMethod.Patch, $"/api/chats/{own}", new { folder = things["folder"] }),
            (HttpMethod.Post, $"/api/chats/{own}/messages", new { id = Guid.NewGuid(), text = "x", files = new[] { things["file"] } }),
            (HttpMethod.Post, $"/api/chats/{own}/messages", new { id = things["message"], text = "x" }),
            (HttpMethod.Get, $"/api/chats/{own}/messages/{things["message"]}", new { }),
            (HttpMethod.Put, $"/api/chats/{own}/messages/{things["message"]}", new { text = "x" }),
            (HttpMethod.Post, $"/api/chats/{own}/messages/{things["message"]}/branch", new { }),
            (HttpMethod.Post, $"/api/chats/{own}/messages/{things["message"]}/versions", new { id = Guid.NewGuid(), text = "x" }),
            (HttpMethod.Post, $"/api/chats/{own}/messages/{things["reply"]}/regenerate", new { }),
            (HttpMethod.Post, $"/api/chats/{own}/messages/{things["reply"]}/continue", new { }),
            (HttpMethod.Put, $"/api/chats/{own}/messages/{things["reply"]}/rating", new { rating = 1 }),
            (HttpMethod.Delete, $"/api/chats/{own}/messages/{things["message"]}", new { }),
            (HttpMethod.Post, "/api/chats/bulk", new { ids = new[] { own, things["chat"] }, action = "delete" }),
            (HttpMethod.Post, "/api/chats/bulk", new { ids = new[] { own }, action = "move", folder = things["folder"] }),
            (HttpMethod.Get, $"/s/{things["shared"]}/files/{things["file"]}", new { }),
        ];
        var before = await household.Inventory();

        var faults = new List<string>();
        foreach (var (method, path, body) in tries)
        {
            var answer = await Guest.Read(await household.Bob.Send(method, path, method == HttpMethod.Get ? null : JsonContent.Create(body)));
            if (answer.Status is not (400 or 404) || answer.Body.Contains(Household.Mark, StringComparison.Ordinal)) faults.Add($"{method} {path}: {answer.Status} {answer.Body}");
        }
        var earlier = await Guest.Read(await household.Bob.Send(HttpMethod.Get, $"/c/{own}/messages?before={things["message"]}"));
        var cy = await Guest.Read(await household.Cy.Send(HttpMethod.Get, $"/s/{things["shared"]}", accept: "text/html"));

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.DoesNotContain(Household.Mark, earlier.Body, StringComparison.Ordinal);
        Assert.Contains(Household.Mark, cy.Body, StringComparison.Ordinal);     // whom it was meant for does see it
        Assert.Equal(before, await household.Inventory());
    }

    [Fact]
    public async Task A_persons_key_opens_the_api_and_nothing_of_the_pages()
    {
        await using var household = await Household.Start();
        var before = await household.Inventory();

        var faults = new List<string>();
        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint is { IsOfPages: true, IsOpen: false }))
        {
            var answer = await household.Nobody.Try(endpoint, household.Things, key: household.Key);
            if (!answer.IsRefusal || answer.Body.Contains(Household.Mark, StringComparison.Ordinal)) faults.Add($"{endpoint.Name} answered {answer.Status} {answer.Location}");
        }
        var models = await Guest.Read(await household.Nobody.Send(HttpMethod.Get, "/v1/models", key: household.Key));
        var wrong = await Guest.Read(await household.Nobody.Send(HttpMethod.Get, "/v1/models", key: household.Key[..^1] + "x"));

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal((200, 401), (models.Status, wrong.Status));
        Assert.Equal(before, await household.Inventory());
    }

    [Fact]
    public async Task Nothing_is_changed_without_the_token_of_a_page()
    {
        await using var household = await Household.Start();
        var before = await household.Inventory();
        var endpoints = Endpoints.Of(household.Server).Where(endpoint => endpoint is { IsOfPages: true, Changes: true }).ToList();

        var faults = new List<string>();
        foreach (var endpoint in endpoints)
        {
            var answer = await household.Ann.Try(endpoint, household.Things, withToken: false);
            if (answer.Status is not (400 or 403)) faults.Add($"{endpoint.Name} answered {answer.Status} {answer.Location}");
        }

        Assert.InRange(endpoints.Count, 60, int.MaxValue);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await household.Inventory());
    }

    [Fact]
    public async Task Every_page_keeps_scripts_of_others_out()
    {
        await using var household = await Household.Start();
        var pages = 0;

        var faults = new List<string>();
        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint is { Method: "GET", IsStream: false }))
        {
            var answer = await household.Ann.Try(endpoint, household.Things, key: household.Key);
            if (!answer.Headers.Contains("text/html", StringComparison.Ordinal)) continue;
            pages++;
            var policy = Policy().Match(answer.Headers).Groups[1].Value;
            var isAlone = policy.Contains("; sandbox", StringComparison.Ordinal) && !policy.Contains("allow-same-origin", StringComparison.Ordinal);
            if (!policy.Contains("default-src 'none'", StringComparison.Ordinal)) faults.Add($"{endpoint.Name} has the policy '{policy}'");
            if (!isAlone && ScriptSource().Match(policy).Value.Contains("'unsafe-inline'", StringComparison.Ordinal)) faults.Add($"{endpoint.Name} runs scripts in the page: {policy}");
            if (!answer.Headers.Contains("X-Content-Type-Options: nosniff", StringComparison.Ordinal)) faults.Add($"{endpoint.Name} lets browsers guess");
            if (Handler().IsMatch(answer.Body)) faults.Add($"{endpoint.Name} has {Handler().Match(answer.Body).Value}");
        }

        Assert.InRange(pages, 25, int.MaxValue);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static string Start(string text) => text.Length > 200 ? text[..200] : text;

    [GeneratedRegex("Content-Security-Policy: (.*)")]
    private static partial Regex Policy();

    [GeneratedRegex("script-src[^;]*")]
    private static partial Regex ScriptSource();

    [GeneratedRegex("<[a-z]+[^<>]* on[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex Handler();

    [GeneratedRegex("\"Providers\":\\[.*?\\],")]
    private static partial Regex Providers();
}
