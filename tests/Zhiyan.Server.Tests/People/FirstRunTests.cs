using System.Net;

namespace Zhiyan.Server.Tests.People;

public sealed class FirstRunTests
{
    [Fact]
    public async Task On_this_machine_it_is_clicked_through_with_nothing_filled_in()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), isNew: true);
        using var browser = new Browser(server);
        using var first = await browser.Get("/");
        var path = first.Headers.Location?.OriginalString;

        var steps = new List<string?> { path };
        while (path is not null and not "/") steps.Add(path = await browser.Send(path));

        Assert.Null(server.Server.SetupCode);
        Assert.Equal(["/welcome", "/welcome/name", "/welcome/model", "/welcome/ready", "/"], steps);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/"));
        Assert.Equal("/", (await browser.Get("/welcome")).Headers.Location?.OriginalString);
    }

    [Theory, InlineData("/welcome", "Continue"), InlineData("/welcome/name", "Continue"), InlineData("/welcome/model", "Continue"), InlineData("/welcome/ready", "Start")]
    public async Task Its_buttons_are_called_what_they_are_and_no_field_is_required(string path, string button)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), isNew: true);
        using var browser = new Browser(server);

        var page = await browser.Page(path);

        Assert.Matches($"<button[^>]*>{button}</button>", page);
        Assert.DoesNotContain(" required", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_others_can_reach_it_nobody_gets_in_without_the_code()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var stranger = new Browser(server);

        using var asked = await stranger.Get("/settings");
        var wrong = await stranger.Send("/welcome/name", ("code", "ABCDEFGHJKMN"), ("name", "Eve"), ("password", Browser.Password));
        var without = await stranger.Send("/welcome/name", ("name", "Eve"), ("password", Browser.Password));

        Assert.Equal("/welcome", asked.Headers.Location?.OriginalString);
        Assert.Equal(("/welcome/name?problem=codeWrong", "/welcome/name?problem=codeWrong"), (wrong, without));
        Assert.False(await stranger.IsSignedIn());
    }

    [Fact]
    public async Task The_code_works_once_and_a_weak_password_does_not_use_it_up()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = new Browser(server);
        using var eve = new Browser(server);
        var code = server.Server.SetupCode!;

        var weak = await ann.Send("/welcome/name", ("code", code), ("name", "Ann"), ("password", "short"));
        var right = await ann.Send("/welcome/name", ("code", code.ToLowerInvariant()), ("name", "Ann"), ("password", Browser.Password));
        var again = await eve.SendTo("/sign-in", "/welcome/name", ("code", code), ("name", "Eve"), ("password", Browser.Password));

        Assert.Equal(("/welcome/name?problem=passwordTooShort", "/welcome/model", "/sign-in"), (weak, right, again));
        Assert.Null(server.Server.SetupCode);
        Assert.False(await eve.IsSignedIn());
    }

    [Fact]
    public async Task What_began_on_this_machine_goes_on_where_others_can_reach_it()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Guid owner;
            await using (var local = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { DataFolder = folder.FullName }))
            {
                using var browser = new Browser(local);
                owner = await Me(browser);
            }
            await using var open = await RunningServer.Start(new ScriptedEngine(), Browser.Open with { DataFolder = folder.FullName });
            using var ann = await Browser.SetUp(open);

            Assert.Equal(owner, await Me(ann));
            Assert.Equal(HttpStatusCode.OK, await ann.Status("/"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<Guid> Me(Browser browser) => (Guid)System.Text.Json.Nodes.JsonNode.Parse(await browser.Page("/api/me"))!["id"]!;
    }
}
