using System.Net;
using System.Text;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.OpenAi.Streaming;

/// <summary>Streams whose requests wait for their turn: nothing comes for a long time, and they stay open.</summary>
public sealed class IdleStreamTests
{
    private const int Streams = 300;
    private const string Chat = """{"messages":[{"role":"user","content":"hi"}],"stream":true}""";

    [Fact]
    public async Task Hundreds_of_waiting_streams_are_kept_alive_and_then_answered()
    {
        var turn = new TaskCompletionSource();
        var time = new ManualTime();
        await using var server = await RunningServer.Start(ScriptedModels.Of(new ScriptedEngine { Turn = turn.Task, Reply = [new ContentDelta("done")] }), time: time);
        server.Client.Timeout = Timeout.InfiniteTimeSpan;

        var responses = Enumerable.Range(0, Streams).Select(_ => Open(server)).ToList();
        while ((int)(await server.Get("/health")).Body["active"]! < Streams) await Task.Delay(10);
        // Nothing is sent, headers included, until the first silence is over.
        var early = responses.Count(response => response.IsCompleted);
        for (var wait = 0; wait < 2_000 && !Task.WhenAll(responses).IsCompleted; wait++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(10);
        }
        var readers = (await Task.WhenAll(responses)).Select(response => new StreamReader(response.Content.ReadAsStream())).ToList();
        var comments = await Task.WhenAll(readers.Select(reader => reader.ReadLineAsync()));
        turn.SetResult();
        var rests = await Task.WhenAll(readers.Select(reader => reader.ReadToEndAsync()));

        Assert.Equal(0, early);
        Assert.All(comments, comment => Assert.Equal(": keep-alive", comment));
        Assert.All(rests, rest => Assert.Contains("done", rest, StringComparison.Ordinal));
        Assert.All(rests, rest => Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_stops_waiting_leaves_the_queue()
    {
        var engine = new ScriptedEngine { Turn = new TaskCompletionSource().Task };
        await using var server = await RunningServer.Start(engine);
        using var gone = new CancellationTokenSource();

        var waiting = Enumerable.Range(0, 20).Select(_ => server.Client.PostAsync("/v1/chat/completions", new StringContent(Chat, Encoding.UTF8, "application/json"), gone.Token)).ToList();
        while (engine.State.Active < 20) await Task.Delay(10);
        await gone.CancelAsync();
        foreach (var one in waiting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        for (var wait = 0; wait < 1_000 && engine.State.Active > 0; wait++) await Task.Delay(10);
        Assert.Equal(0, engine.State.Active);
    }

    private static async Task<HttpResponseMessage> Open(RunningServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Chat, Encoding.UTF8, "application/json") };
        var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }
}
