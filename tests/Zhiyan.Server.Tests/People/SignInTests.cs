using System.Net;

namespace Zhiyan.Server.Tests.People;

public sealed class SignInTests
{
    [Fact]
    public async Task A_person_signs_in_and_goes_where_they_wanted_to()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var first = await Browser.SetUp(server);
        using var other = new Browser(server);

        using var asked = await other.Get("/settings/account?x=1");
        var target = await other.SendTo("/sign-in", "/sign-in", ("name", "ann"), ("password", Browser.Password), ("next", "/settings/account?x=1"));

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?next=%2Fsettings%2Faccount%3Fx%3D1"), (asked.StatusCode, asked.Headers.Location?.OriginalString));
        Assert.Equal("/settings/account?x=1", target);
        Assert.Contains("Ann", await other.Page("/settings/account"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var browser = await Browser.SetUp(server);

        var cookie = browser.Cookies.GetAllCookies().Single(one => one.Name == "session");

        Assert.True(cookie.HttpOnly);
        Assert.InRange(cookie.Expires.ToUniversalTime(), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(29), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(31));
    }

    [Theory, InlineData("Ann", "wrong password"), InlineData("Nobody", Browser.Password), InlineData("", ""), InlineData("Ann", "")]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike(string name, string password)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var first = await Browser.SetUp(server);
        using var browser = new Browser(server);

        var target = await browser.Send("/sign-in", ("name", name), ("password", password));

        Assert.Equal("/sign-in?next=%2F&problem=wrongPassword", target);
        Assert.Contains("The name or the password is wrong", await browser.Page(target!), StringComparison.Ordinal);
        Assert.False(await browser.IsSignedIn());
    }

    [Fact]
    public async Task After_ten_wrong_passwords_the_right_one_does_not_open_either()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var first = await Browser.SetUp(server);
        using var browser = new Browser(server);

        for (var attempt = 0; attempt < 10; attempt++) await browser.Send("/sign-in", ("name", "Ann"), ("password", "wrong password"));
        var target = await browser.Send("/sign-in", ("name", "Ann"), ("password", Browser.Password));

        Assert.EndsWith("problem=wrongPassword", target, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedIn());
    }

    [Fact]
    public async Task A_name_can_be_tried_so_often_only()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var first = await Browser.SetUp(server);
        using var browser = new Browser(server);

        var targets = new List<string?>();
        for (var attempt = 0; attempt <= 20; attempt++) targets.Add(await browser.Send("/sign-in", ("name", "nobody"), ("password", "guess")));

        Assert.All(targets.Take(20), target => Assert.EndsWith("problem=wrongPassword", target, StringComparison.Ordinal));
        Assert.EndsWith("problem=tooManyTries", targets[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\tx")]
    [InlineData("")]
    public async Task Signing_in_leads_to_pages_of_this_server_only(string next)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var first = await Browser.SetUp(server);
        using var browser = new Browser(server);

        var target = await browser.Send("/sign-in", ("name", "Ann"), ("password", Browser.Password), ("next", next));

        Assert.Equal("/", target);
    }

    [Fact]
    public async Task Signing_out_ends_copies_of_the_session_too()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var browser = await Browser.SetUp(server);
        using var copy = browser.Copy(server);
        var before = await copy.IsSignedIn();

        var target = await browser.SendTo("/settings", "/sign-out");

        Assert.Equal((true, "/sign-in"), (before, target));
        Assert.False(await copy.IsSignedIn());
        Assert.False(await browser.IsSignedIn());
    }

    [Fact]
    public async Task A_form_without_the_pages_token_does_nothing()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var browser = await Browser.SetUp(server);

        using var signOut = await browser.PostWithoutToken("/sign-out");
        using var rename = await browser.PostWithoutToken("/settings/account/name", ("name", "Mallory"));

        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, rename.StatusCode);
        Assert.DoesNotContain("Mallory", await browser.Page("/settings/account"), StringComparison.Ordinal);
    }
}
