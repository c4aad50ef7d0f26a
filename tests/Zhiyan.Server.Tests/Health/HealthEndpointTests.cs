using System.Net;

namespace Zhiyan.Server.Tests.Health;

public sealed class HealthEndpointTests
{
    [Fact]
    public async Task The_server_listens_while_the_model_loads_and_requests_wait_for_it()
    {
        using var mayLoad = new ManualResetEventSlim();
        await using var server = await RunningServer.Start(new ScriptedModels(("slow", () =>
        {
            mayLoad.Wait();
            return new ScriptedEngine();
        })));

        var (loading, report) = await server.Get("/health");
        var waiting = server.Post("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""");
        mayLoad.Set();
        var (answered, _) = await waiting;
        var (loaded, ok) = await server.Get("/health");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "loading"), (loading, (string)report["status"]!));
        Assert.Equal("model_loading", (string)report["error"]!["code"]!);
        Assert.Equal(HttpStatusCode.OK, answered);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ok","model":"slow","active":0,"waiting":0}"""), (loaded, ok.ToJsonString()));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_told_here_and_to_each_request()
    {
        await using var server = await RunningServer.Start(new ScriptedModels(("bad", () => new ScriptedEngine())) { Broken = "bad" });
        var told = await Assert.ThrowsAsync<Inference.Formats.ModelFormatException>(() => server.Server.Loaded);

        var (status, report) = await server.Get("/health");
        var (refused, body) = await server.Post("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "error"), (status, (string)report["status"]!));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused);
        Assert.All([told.Message, (string)report["error"]!["message"]!, (string)body["error"]!["message"]!], message => Assert.Contains("cut short", message, StringComparison.Ordinal));
    }
}
