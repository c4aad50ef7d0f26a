using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Server.Tests.Security;

public sealed class AccessTests
{
    private static readonly string[] paths = ["/state.json", "/metrics", "/v1/models", "/v1/models/scripted", "/v1/chat/completions", "/v1/completions", "/tokenize", "/detokenize", "/apply-template", "/nothing"];

    [Fact]
    public async Task Every_route_but_pages_and_health_needs_a_key()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { ApiKeys = ["right", "other"] });
        await server.Server.Loaded;

        foreach (var path in paths)
        {
            using var response = await server.Client.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, response.StatusCode));
            Assert.Equal("invalid_api_key", (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]!);
        }
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/health")).Status);
    }

    [Theory, InlineData("/"), InlineData("/state"), InlineData("/docs"), InlineData("/openapi/v1.json")]
    public async Task A_browser_gets_pages_without_a_key_and_they_tell_no_more_than_health(string path)
    {
        await using var server = await RunningServer.Start(
            new ScriptedModels(("first", () => new ScriptedEngine()), ("hidden-model", () => new ScriptedEngine())), RunningServer.Settings with { ApiKeys = ["right"] });
        await server.Server.Loaded;

        using var response = await server.Client.GetAsync(path);
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("hidden-model", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer right", 200)]
    [InlineData("bearer  other ", 200)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Bearer right,other", 401)]
    [InlineData("Basic right", 401)]
    public async Task A_key_opens_if_it_is_one_of_the_servers(string authorization, int status)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { ApiKeys = ["right", "other"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:1234", 200)]
    [InlineData("127.0.0.1:80", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("192.168.1.5", 403)]
    public async Task On_loopback_only_its_names_are_answered(string host, int status)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Host = host;

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 403) Assert.Equal("host_not_allowed", (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]!);
    }

    [Theory]
    [InlineData(null, 200, null)]
    [InlineData("self", 200, null)]
    [InlineData("http://friend.example", 200, "http://friend.example")]
    [InlineData("http://evil.example", 403, null)]
    [InlineData("http://127.0.0.1", 403, null)]
    [InlineData("null", 403, null)]
    public async Task On_loopback_pages_of_other_sites_are_refused_unless_allowed(string? origin, int status, string? allowed)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { AllowedOrigins = ["http://friend.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        if (origin is not null) request.Headers.Add("Origin", origin == "self" ? server.Address.GetLeftPart(UriPartial.Authority) : origin);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task An_allowed_page_may_ask_before_it_sends_its_key()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { AllowedOrigins = ["http://friend.example"], ApiKeys = ["right"] });
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", "http://friend.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Open_to_the_network_a_key_is_needed_even_where_the_server_has_none_of_its_own()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { Urls = ["http://0.0.0.0:0"] });

        using var response = await server.Client.GetAsync($"http://127.0.0.1:{server.Address.Port}/v1/models");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Open_to_the_network_any_name_is_answered_to_who_has_a_key()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { Urls = ["http://0.0.0.0:0"], ApiKeys = ["right"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{server.Address.Port}/v1/models");
        request.Headers.Host = "models.example";
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "right");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
