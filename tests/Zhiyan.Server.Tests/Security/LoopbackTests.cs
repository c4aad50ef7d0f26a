using System.Net;
using System.Text;

namespace Zhiyan.Server.Tests.Security;

/// <summary>A server on loopback asks nobody to sign in, so pages of other sites must not reach it.</summary>
public sealed class LoopbackTests
{
    [Theory]
    [InlineData("/"), InlineData("/settings"), InlineData("/admin/people"), InlineData("/welcome"), InlineData("/state"), InlineData("/docs/"), InlineData("/frame"), InlineData("/health")]
    [InlineData("/api/me"), InlineData("/api/chats"), InlineData("/api/export"), InlineData("/fragments/chats"), InlineData("/v1/models"), InlineData("/metrics"), InlineData("/en.webmanifest"), InlineData("/nothing")]
    public async Task A_name_that_was_made_to_point_here_is_refused_everywhere(string path)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        foreach (var host in new[] { "evil.example", "127.0.0.1.evil.example", "localhost.", "0.0.0.0" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            request.Headers.Add("Accept", "text/html");
            using var response = await server.Client.SendAsync(request);

            Assert.Equal((host, HttpStatusCode.Forbidden), (host, response.StatusCode));
        }
    }

    [Theory, InlineData("POST", "/api/chats"), InlineData("POST", "/v1/chat/completions"), InlineData("GET", "/api/export"), InlineData("POST", "/settings/account/name"), InlineData("DELETE", "/api/chats")]
    public async Task Pages_of_other_sites_are_refused_whatever_they_send(string method, string path)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        foreach (var origin in new[] { "https://evil.example", "null", "http://localhost:1", "http://127.0.0.1" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var response = await server.Client.SendAsync(request);

            Assert.Equal((origin, HttpStatusCode.Forbidden), (origin, response.StatusCode));
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
