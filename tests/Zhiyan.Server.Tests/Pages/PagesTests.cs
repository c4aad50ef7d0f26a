using System.Net;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.Pages;

public sealed partial class PagesTests
{
    private static readonly string[] pages = ["/", "/offline", "/there-is-no-such-page"];

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", null, "zh-Hans")]
    [InlineData("zh-TW", null, "zh-Hans")]
    [InlineData("en-GB,en;q=0.9,zh;q=0.8", null, "en")]
    [InlineData("fr-FR,zh;q=0.3,en;q=0.2", null, "zh-Hans")]
    [InlineData("fr-FR,fr;q=0.9", null, "en")]
    [InlineData("en", "zh", "zh-Hans")]
    [InlineData("zh-CN", "en", "en")]
    [InlineData("zh-CN", "xx", "zh-Hans")]
    public async Task A_page_speaks_the_language_that_was_chosen_or_else_the_browsers(string? accept, string? cookie, string tag)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        if (accept is not null) server.Client.DefaultRequestHeaders.Add("Accept-Language", accept);
        if (cookie is not null) server.Client.DefaultRequestHeaders.Add("Cookie", $"language={cookie}");

        var page = await server.Client.GetStringAsync("/");

        Assert.Contains($"<html lang=\"{tag}\"", page, StringComparison.Ordinal);
        Assert.Contains(tag == "en" ? "New chat" : "新对话", page, StringComparison.Ordinal);
    }

    [Theory, InlineData("theme=dark", "data-theme=\"dark\""), InlineData("theme=light", "data-theme=\"light\""), InlineData("sidebar=closed", "data-sidebar=\"closed\"")]
    public async Task A_page_is_drawn_as_this_browser_likes_it(string cookie, string expected)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        var plain = await server.Client.GetStringAsync("/");
        server.Client.DefaultRequestHeaders.Add("Cookie", cookie);

        var page = await server.Client.GetStringAsync("/");

        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.DoesNotContain(expected, plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_theme_that_is_none_does_not_get_into_the_page()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        server.Client.DefaultRequestHeaders.Add("Cookie", "theme=\"><script>");

        var page = await server.Client.GetStringAsync("/");

        Assert.DoesNotContain("data-theme=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_keeps_the_browser_to_our_own_scripts_and_to_us()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        server.Client.DefaultRequestHeaders.Add("Accept", "text/html");

        foreach (var path in pages)
        {
            using var response = await server.Client.GetAsync(path);
            var page = await response.Content.ReadAsStringAsync();
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();

            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("img-src 'self' data: blob:;", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.True(response.Headers.Contains("Permissions-Policy"), path);
            Assert.True(response.Headers.CacheControl?.NoStore, path);
            Assert.All(Script().Matches(page), script => Assert.Equal("", script.Groups[1].Value));
            Assert.DoesNotMatch("""<[^>]+\son[a-z]+=|(src|href)="(https?:)?//|javascript:""", page);
        }
    }

    [Theory, InlineData("en", "Nothing here"), InlineData("zh-CN", "这里什么也没有")]
    public async Task A_browser_is_told_of_a_missing_page_by_a_page_and_a_client_by_json(string language, string title)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        asked.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        asked.Headers.Add("Accept-Language", language);

        using var page = await server.Client.SendAsync(asked);
        using var json = await server.Client.GetAsync("/nothing");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, json.StatusCode));
        Assert.Contains($"<h1>{title}</h1>", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("application/json", json.Content.Headers.ContentType?.MediaType);
    }

    [Theory, InlineData("/v1/models/none"), InlineData("/api/nothing")]
    public async Task The_api_answers_a_browser_as_it_answers_everyone(string path)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        server.Client.DefaultRequestHeaders.Add("Accept", "text/html");

        using var response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_refusal_is_a_page_that_says_what_to_do()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "evil.example";
        request.Headers.Add("Accept", "text/html");

        using var response = await server.Client.SendAsync(request);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("This is not open to you", page, StringComparison.Ordinal);
        Assert.Contains("answers to localhost, 127.0.0.1 and [::1] only", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("<script[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
