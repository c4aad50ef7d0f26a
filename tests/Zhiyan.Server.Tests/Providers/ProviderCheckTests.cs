using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Zhiyan.Server.Providers;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Providers;

public sealed class ProviderCheckTests : IDisposable
{
    private readonly ProviderRig rig = new();

    [Theory]
    [InlineData(ProviderKind.OpenAi, """{"object": "list", "data": [{"id": "a"}, {"id": "org/b", "object": "model", "created": 1, "owned_by": "x"}]}""", "GET /models")]
    [InlineData(ProviderKind.Anthropic, """{"data": [{"type": "model", "id": "a", "display_name": "a", "created_at": "2026-01-01T00:00:00Z"}, {"type": "model", "id": "org/b", "display_name": "org/b", "created_at": "2026-01-01T00:00:00Z"}], "has_more": false, "first_id": "a", "last_id": "b"}""", "GET /v1/models")]
    internal async Task The_models_that_were_found_are_told(ProviderKind kind, string list, string asked)
    {
        await using var service = await FakeService.Start(200, list);

        var trial = await rig.Check.Try(ProviderRig.Settings(service.Url, kind), ProviderRig.Key);

        Assert.True(trial.IsOk, trial.Problem?.Message);
        Assert.Equal(["a", "org/b"], trial.Models.Select(model => model.Id));
        Assert.True(trial.Latency > TimeSpan.Zero);
        Assert.StartsWith(asked, service.Requests.Single(), StringComparison.Ordinal);
        Assert.Contains(ProviderRig.Key, service.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_saved_key_is_used_where_none_is_typed()
    {
        await using var service = await FakeService.Start(200, """{"data": []}""");
        var saved = await rig.Directory.Save(ProviderRig.Settings(service.Url), ProviderRig.Key);

        await rig.Check.Try(saved, null);

        Assert.Contains(ProviderRig.Key, service.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_of_a_service_that_lists_no_models()
    {
        await using var service = await FakeService.Start(async http =>
        {
            http.Response.StatusCode = http.Request.Path == "/models" ? 404 : 200;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(http.Request.Path == "/models" ? "{}"
                : """{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "finish_reason": "length", "message": {"role": "assistant", "content": "1"}}]}""");
        });

        var trial = await rig.Check.Try(ProviderRig.Settings(service.Url), ProviderRig.Key);

        Assert.True(trial.IsOk, trial.Problem?.Message);
        Assert.Equal(["org/large"], trial.Models.Select(model => model.Id));
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi, 401, "application/json", """{"error": {"message": "no"}}""", ProviderFault.WrongKey)]
    [InlineData(ProviderKind.OpenAi, 404, "text/plain", "nothing here", ProviderFault.NotAnEndpoint)]
    [InlineData(ProviderKind.OpenAi, 200, "text/html", "<html></html>", ProviderFault.NotAnEndpoint)]
    [InlineData(ProviderKind.OpenAi, 200, "application/json", """{"hello": 1}""", ProviderFault.NotAnEndpoint)]
    [InlineData(ProviderKind.Anthropic, 401, "application/json", """{"type": "error", "error": {"type": "authentication_error", "message": "no"}}""", ProviderFault.WrongKey)]
    [InlineData(ProviderKind.Anthropic, 200, "text/html", "<html></html>", ProviderFault.NotAnEndpoint)]
    internal async Task What_is_wrong_is_told(ProviderKind kind, int status, string type, string body, ProviderFault fault)
    {
        await using var service = await FakeService.Start(status, body, type);

        var trial = await rig.Check.Try(ProviderRig.Settings(service.Url, kind) with { Models = [] }, ProviderRig.Key);

        Assert.Equal(fault, trial.Problem?.Fault);
        Assert.DoesNotContain(ProviderRig.Key, trial.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_told()
    {
        using var lost = new ProviderRig((_, _) => throw new SocketException((int)SocketError.HostNotFound));

        var trial = await lost.Check.Try(ProviderRig.Settings("https://nowhere.example/v1"), ProviderRig.Key);

        Assert.Equal(ProviderFault.HostNotFound, trial.Problem?.Fault);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi)]
    [InlineData(ProviderKind.Anthropic)]
    internal async Task A_service_that_does_not_run_is_told(ProviderKind kind)
    {
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));        // and does not listen

        var trial = await rig.Check.Try(ProviderRig.Settings($"http://{closed.LocalEndPoint}/v1", kind), ProviderRig.Key);

        Assert.Equal(ProviderFault.NotReached, trial.Problem?.Fault);
    }

    [Fact]
    public async Task A_service_that_says_nothing_is_given_up_after_ten_seconds()
    {
        var time = new ManualTime();
        using var patient = new ProviderRig(time: time);
        var heard = new TaskCompletionSource();
        await using var service = await FakeService.Start(async http =>
        {
            heard.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

        var trial = patient.Check.Try(ProviderRig.Settings(service.Url), ProviderRig.Key);
        await heard.Task;
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(ProviderFault.TimedOut, (await trial).Problem?.Fault);
    }

    public void Dispose() => rig.Dispose();
}
