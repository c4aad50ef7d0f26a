using System.Net;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.People;

public sealed partial class SessionTests
{
    [Fact]
    public async Task A_revoked_session_is_nobodys_from_then_on()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var here = await Browser.SetUp(server);
        using var there = await SignIn(server);
        var before = await there.IsSignedIn();
        var revoke = RevokeForm().Match(await here.Page("/settings/account")).Groups[1].Value;

        await here.SendTo("/settings/account", revoke);

        Assert.True(before);
        Assert.False(await there.IsSignedIn());
        Assert.True(await here.IsSignedIn());
    }

    [Fact]
    public async Task Nobody_revokes_anothers_session()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var annElsewhere = await SignIn(server);
        using var bob = await ann.Invite(server, "Bob");
        var revoke = RevokeForm().Match(await ann.Page("/settings/account")).Groups[1].Value;

        await bob.SendTo("/settings/account", revoke);

        Assert.True(await annElsewhere.IsSignedIn());
    }

    [Fact]
    public async Task A_changed_password_ends_every_other_session()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var here = await Browser.SetUp(server);
        using var there = await SignIn(server);
        using var copy = here.Copy(server);

        var target = await here.SendTo("/settings/account", "/settings/account/password", ("current", Browser.Password), ("password", "another password"));

        Assert.Equal("/settings/account?done=passwordChanged", target);
        Assert.True(await here.IsSignedIn());
        Assert.False(await there.IsSignedIn());
        Assert.False(await copy.IsSignedIn());      // the old cookie of the same browser, too
    }

    [Theory, InlineData("wrong one", "another password", "wrongPassword"), InlineData(Browser.Password, "short", "passwordTooShort")]
    public async Task A_password_is_changed_by_who_knows_it_and_to_a_fit_one(string current, string password, string problem)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var here = await Browser.SetUp(server);
        using var there = await SignIn(server);

        var target = await here.SendTo("/settings/account", "/settings/account/password", ("current", current), ("password", password));

        Assert.Equal($"/settings/account?problem={problem}", target);
        Assert.True(await there.IsSignedIn());
    }

    [Fact]
    public async Task Alone_on_this_machine_nobody_signs_in_until_there_is_a_password()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var here = new Browser(server);
        using var there = new Browser(server);
        var before = await there.IsSignedIn();

        await here.SendTo("/settings/account", "/settings/account/password", ("password", Browser.Password));
        var (hereAfter, thereAfter) = (await here.IsSignedIn(), await there.IsSignedIn());
        var removed = await here.SendTo("/settings/account", "/settings/account/password/remove", ("current", Browser.Password));

        Assert.Equal((true, true, false), (before, hereAfter, thereAfter));
        Assert.Equal("/settings/account?done=passwordRemoved", removed);
        Assert.True(await there.IsSignedIn());
    }

    [Fact]
    public async Task Where_others_can_reach_it_the_password_stays()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var here = await Browser.SetUp(server);

        var target = await here.SendTo("/settings/account", "/settings/account/password/remove", ("current", Browser.Password));

        Assert.Equal("/settings/account?problem=notAlone", target);
    }

    [Fact]
    public async Task A_session_outlives_the_server_where_it_keeps_its_data()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var settings = Browser.Open with { DataFolder = folder.FullName };
            Browser first;
            await using (var server = await RunningServer.Start(new ScriptedEngine(), settings)) first = await Browser.SetUp(server);
            await using var again = await RunningServer.Start(new ScriptedEngine(), settings);
            using var later = first.Copy(again);

            Assert.Null(again.Server.SetupCode);
            Assert.True(await later.IsSignedIn());
            Assert.Equal(HttpStatusCode.OK, await later.Status("/"));
            first.Dispose();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Browser> SignIn(RunningServer server)
    {
        var browser = new Browser(server);
        Assert.Equal("/", await browser.Send("/sign-in", ("name", "Ann"), ("password", Browser.Password)));
        return browser;
    }

    [GeneratedRegex("action=\"(/settings/account/sessions/[0-9a-f-]{36}/revoke)\"")]
    private static partial Regex RevokeForm();
}
