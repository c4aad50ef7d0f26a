using System.Net;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.Pages;

public sealed partial class AppearanceEndpointTests
{
    [Fact]
    public async Task A_language_is_kept_and_the_page_it_was_chosen_on_comes_back()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var browser = Browser(server);

        using var response = await Choose(browser, ("language", "zh"), ("back", "/offline?x=1"));
        var page = await browser.GetStringAsync("/");

        Assert.Equal((HttpStatusCode.SeeOther, "/offline?x=1"), (response.StatusCode, response.Headers.Location?.ToString()));
        Assert.Contains("<html lang=\"zh-Hans\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_theme_is_kept_until_the_systems_is_chosen()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var browser = Browser(server);

        using var dark = await Choose(browser, ("theme", "dark"));
        var first = await browser.GetStringAsync("/");
        using var system = await Choose(browser, ("theme", "system"));
        var second = await browser.GetStringAsync("/");

        Assert.Contains("data-theme=\"dark\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain("data-theme=", second, StringComparison.Ordinal);
    }

    [Theory, InlineData("https://evil.example/"), InlineData("//evil.example"), InlineData("/\\evil.example"), InlineData("evil"), InlineData("/a\nb"), InlineData("")]
    public async Task Nobody_is_sent_to_another_site(string back)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var browser = Browser(server);

        using var response = await Choose(browser, ("language", "en"), ("back", back));

        Assert.Equal("/", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_form_of_another_site_chooses_nothing()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var browser = Browser(server);

        using var response = await browser.PostAsync("/appearance", new FormUrlEncodedContent([new("language", "zh")]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private static HttpClient Browser(RunningServer server) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Address };

    private static async Task<HttpResponseMessage> Choose(HttpClient browser, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await browser.GetStringAsync("/")).Groups[1].Value;
        return await browser.PostAsync("/appearance", new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]));
    }

    [GeneratedRegex("<meta name=\"antiforgery\" content=\"([^\"]+)\"")]
    private static partial Regex Token();
}
