using System.Net;
using System.Text;

namespace Zhiyan.Server.Tests.Security;

/// <summary>A server on loopback asks nobody to sign in, so pages of other sites must not reach it.</summary>
public sealed class LoopbackTests
{
    [Fact]
    public async Task A_name_that_was_made_to_point_here_is_refused_everywhere()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        string[] paths =
        [
            "/", "/settings", "/admin/people", "/welcome", "/state", "/docs/", "/frame", "/frame/image?src=https://images.example/a.png", "/health", "/api/me", "/api/chats", "/api/export",
            "/fragments/chats", "/v1/models", "/metrics", "/en.webmanifest", "/nothing",
        ];

        foreach (var (path, host) in paths.SelectMany(path => new[] { "evil.example", "127.0.0.1.evil.example", "localhost.", "0.0.0.0" }.Select(host => (path, host))))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            request.Headers.Add("Accept", "text/html");
            using var response = await server.Client.SendAsync(request);

            Assert.Equal((path, host, HttpStatusCode.Forbidden), (path, host, response.StatusCode));
        }
    }

    [Fact]
    public async Task Pages_of_other_sites_are_refused_whatever_they_send()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        (string Method, string Path)[] requests = [("POST", "/api/chats"), ("POST", "/v1/chat/completions"), ("GET", "/api/export"), ("POST", "/settings/account/name"), ("DELETE", "/api/chats")];

        foreach (var ((method, path), origin) in requests.SelectMany(request => new[] { "https://evil.example", "null", "http://localhost:1", "http://127.0.0.1" }.Select(origin => (request, origin))))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var response = await server.Client.SendAsync(request);

            Assert.Equal((path, origin, HttpStatusCode.Forbidden), (path, origin, response.StatusCode));
        }
    }

    [Fact]
    public async Task An_address_that_holds_a_question_asks_nothing()
    {
        var engine = new ScriptedEngine();
        await using var server = await RunningServer.Start(engine);

        using var page = await server.Client.GetAsync("/?q=Delete+everything&prompt=x&message=y&submit=true");
        var (_, chats) = await server.Get("/api/chats");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Empty(chats["chats"]!.AsArray());
        Assert.Empty(engine.Chats);
    }
}
