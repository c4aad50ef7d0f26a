using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Tests.Pages.Web;

public sealed partial class WebFilesTests
{
    [Fact]
    public async Task What_a_page_names_is_there_and_kept_for_a_year_where_its_name_has_a_hash()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        var page = await server.Client.GetStringAsync("/");

        var named = Address().Matches(page).Select(found => found.Groups[1].Value).Distinct().ToArray();

        Assert.Contains("/_framework/blazor.web.js", named);
        Assert.True(named.Count(path => path.StartsWith("/assets/", StringComparison.Ordinal)) >= 2);
        foreach (var path in named)
        {
            using var response = await server.Client.GetAsync(path);
            var cache = response.Headers.CacheControl?.ToString();
            Assert.Equal((path, HttpStatusCode.OK), (path, response.StatusCode));
            Assert.Equal((path, path.StartsWith("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache"), (path, cache));
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_sent_again()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var first = await server.Client.GetAsync("/service-worker.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/service-worker.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await server.Client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory, InlineData("br", "br"), InlineData("gzip, deflate", "gzip"), InlineData("gzip, br", "br"), InlineData("br;q=0, gzip", "gzip"), InlineData("identity", null)]
    public async Task A_browser_gets_the_smallest_form_it_can_read(string accepted, string? coding)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_framework/blazor.web.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var response = await server.Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
        Assert.Equal(coding is null, bytes.Length > 100_000);
    }

    [Theory, InlineData("/manifest.json"), InlineData("/icons.json"), InlineData("/folding.txt"), InlineData("/fonts/faces.json"), InlineData("/assets/../manifest.json"), InlineData("/service-worker.js.br")]
    public async Task What_the_server_keeps_there_for_itself_is_not_served(string path)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        using var response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory, InlineData("en", "Zhiyan"), InlineData("zh", "知言")]
    public async Task The_app_is_installed_in_the_language_of_the_page(string language, string name)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        server.Client.DefaultRequestHeaders.Add("Accept-Language", language);

        var page = await server.Client.GetStringAsync("/");
        using var response = await server.Client.GetAsync($"/{language}.webmanifest");
        var manifest = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Contains($"<link rel=\"manifest\" href=\"/{language}.webmanifest\"", page, StringComparison.Ordinal);
        Assert.Equal(new MediaTypeHeaderValue("application/manifest+json"), response.Content.Headers.ContentType);
        Assert.Equal(name, (string)manifest["name"]!);
        foreach (var icon in manifest["icons"]!.AsArray()) Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync((string)icon!["src"]!)).StatusCode);
    }

    [Fact]
    public async Task Files_are_open_where_keys_are_needed()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { ApiKeys = ["right"] });

        using var response = await server.Client.GetAsync("/service-worker.js");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [GeneratedRegex("<(?:link|script)[^>]*(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Address();
}
