using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Server.Tests.Errors;

public sealed class ErrorDoorTests
{
    private const string Path = "/v1/chat/completions";
    private const string Hi = """{"messages":[{"role":"user","content":"hi"}]}""";
    private const string HiStreamed = """{"messages":[{"role":"user","content":"hi"}],"stream":true}""";

    [Theory]
    [InlineData("GET", "/nothing", null, null, 404, "unknown_url")]
    [InlineData("GET", "/v1/nothing", null, null, 404, "unknown_url")]
    [InlineData("GET", "/v1/chat/completions", null, null, 405, "method_not_supported")]
    [InlineData("DELETE", "/v1/models", null, null, 405, "method_not_supported")]
    [InlineData("POST", "/v1/chat/completions", "text/plain", "{}", 415, "unsupported_media_type")]
    [InlineData("POST", "/tokenize", "application/x-www-form-urlencoded", "a=b", 415, "unsupported_media_type")]
    [InlineData("POST", "/v1/completions", "application/json", "[]", 400, null)]
    [InlineData("POST", "/v1/completions", "application/json", "", 400, "invalid_json")]
    [InlineData("POST", "/v1/completions", "application/json", "{\"a\":1,\"a\":2}", 400, "invalid_json")]
    [InlineData("POST", "/v1/completions", "application/json", "{\"prompt\":\"\\ud800\"}", 400, "invalid_json")]
    public async Task Every_route_answers_in_OpenAIs_shape(string method, string path, string? type, string? content, int status, string? code)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type is not null) request.Content = new StringContent(content!, Encoding.UTF8, type);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        var error = (await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!.AsObject();
        Assert.Equal(["message", "type", "param", "code"], error.Select(member => member.Key));
        Assert.Equal(code, (string?)error["code"]);
    }

    [Fact]
    public async Task Broken_JSON_is_told_with_its_place()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post(Path, "{\n  \"messages\": [,]\n}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("line 2, byte 16", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_JSON_is_refused()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());

        var (status, body) = await server.Post(Path, $"{{\"messages\":{new string('[', 10_000)}{new string(']', 10_000)}}}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("depth", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_large_body_is_a_413(bool chunked)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent($"\"{new string('a', ServerSettings.MaxBodyBytes)}\"", Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;      // else the server may close while the client still sends

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("request_too_large", (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]!);
    }

    public static TheoryData<Exception, int, string> Failures() => new()
    {
        { new ContextOverflowException(5_000, 100, 4_096), 400, "context_length_exceeded" },
        { new EngineBusyException(64, 2), 503, "queue_full" },
        { new TemplateException(TemplateErrorKind.Raised, "roles must alternate"), 400, "template_error" },
        { new InvalidOperationException("secret detail"), 500, "internal_error" },
    };

    [Theory, MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task What_fails_before_the_first_piece_has_its_own_status(Exception failure, int status, string code)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Fails = (0, failure) });

        var (whole, body) = await server.Post(Path, Hi);
        var (streamed, _) = await server.Post(Path, HiStreamed);

        Assert.Equal((status, status), ((int)whole, (int)streamed));
        Assert.Equal(code, (string)body["error"]!["code"]!);
        Assert.DoesNotContain("secret", body.ToJsonString(), StringComparison.Ordinal);
        if (failure is ContextOverflowException) Assert.Contains("5,000 tokens", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Fails = (0, new EngineBusyException(64, 2)) });

        using var response = await server.Client.PostAsync(Path, new StringContent(Hi, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task What_fails_in_the_midst_of_a_stream_is_its_last_event()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Fails = (2, new InvalidOperationException("secret detail")) });

        var lines = await server.Lines(Path, HiStreamed);

        Assert.Equal("internal_error", (string)JsonNode.Parse(lines[^1])!["error"]!["code"]!);
        Assert.Equal("Hello, ", string.Concat(lines.SkipLast(1).Select(line => (string?)JsonNode.Parse(line)!["choices"]![0]!["delta"]!["content"])));
        Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal));
    }
}
