using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.People;
using Zhiyan.Server.Tests.People;

namespace Zhiyan.Server.Tests.Security;

public sealed class ProxyTests
{
    [Fact]
    public async Task Behind_a_proxy_on_this_machine_the_client_is_whom_it_speaks_for()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { Proxies = [] });
        using var ann = await Browser.SetUp(server);

        var cookie = await SignIn(server, "203.0.113.7", "https");
        var addresses = await Addresses(server);

        Assert.Contains("203.0.113.7", addresses);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_proxy_says_that_nobody_named_counts_for_nothing()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);

        var cookie = await SignIn(server, "203.0.113.7", "https");

        Assert.DoesNotContain("203.0.113.7", await Addresses(server));
        Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_chain_is_followed_as_far_as_its_proxies_are_known()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { Proxies = ["10.0.0.0/8"] });
        using var ann = await Browser.SetUp(server);

        await SignIn(server, "192.0.2.66, 203.0.113.7, 10.1.2.3", "https, https, http");

        Assert.Contains("203.0.113.7", await Addresses(server));
        Assert.DoesNotContain("192.0.2.66", await Addresses(server));      // what the client made up itself
    }

    [Fact]
    public async Task Behind_a_proxy_people_sign_in_and_any_name_is_answered_though_it_listens_on_loopback()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { Proxies = [] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/settings") { Headers = { Host = "chat.example" } };
        request.Headers.Add("Accept", "text/html");

        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        using var page = await client.SendAsync(request);
        using var api = await client.GetAsync("/v1/models");

        Assert.NotNull(server.Server.SetupCode);
        Assert.Equal((HttpStatusCode.SeeOther, "/welcome"), (page.StatusCode, page.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
    }

    [Theory, InlineData("proxy.example"), InlineData("10.0.0.0/99"), InlineData("")]
    public void A_proxy_is_named_by_its_address(string proxy)
    {
        var error = Assert.Throws<ArgumentException>((RunningServer.Settings with { Proxies = [proxy] }).Validate);

        Assert.Contains($"'{proxy}' is no address of a proxy", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> SignIn(RunningServer server, string forwardedFor, string scheme)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        using var asked = await client.GetAsync("/sign-in");
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", asked.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])));
        var page = await asked.Content.ReadAsStringAsync();
        var token = WebUtility.HtmlDecode(page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0]);
        using var response = await client.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["name"] = "Ann", ["password"] = Browser.Password }));
        Assert.Equal("/", response.Headers.Location?.OriginalString);
        return response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("session=", StringComparison.Ordinal));
    }

    private static async Task<List<string>> Addresses(RunningServer server)
    {
        var sessions = server.Server.Services.GetRequiredService<Sessions>();
        var people = await server.Server.Services.GetRequiredService<Members>().List();
        return [.. (await sessions.List(people[0].Id)).Select(session => session.Address)];
    }
}
