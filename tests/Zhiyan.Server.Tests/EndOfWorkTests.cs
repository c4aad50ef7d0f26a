using System.Net.Sockets;
using System.Text;

namespace Zhiyan.Server.Tests;

/// <summary>Work ends when nobody waits for it any more, and when the server stops.</summary>
public sealed class EndOfWorkTests
{
    private const string Chat = """{"messages":[{"role":"user","content":"Count from one to ten thousand."}],"stream":true}""";
    private const string Completion = """{"prompt":"One, two, three,","stream":true,"max_tokens":1000}""";

    public static TheoryData<string, string> Streams() => new() { { "/v1/chat/completions", Chat }, { "/v1/completions", Completion } };

    [Theory, MemberData(nameof(Streams))]
    public async Task A_client_that_goes_away_ends_its_work(string path, string request)
    {
        var engine = new ScriptedEngine { Reply = [.. Enumerable.Repeat(new Inference.ToolCalls.ContentDelta("tick "), 10_000)], TokenTime = TimeSpan.FromMilliseconds(5) };
        await using var server = await RunningServer.Start(engine);

        await KillMidStream(server.Address, path, request);

        await AssertEnds(engine);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_work_without_a_stream_too()
    {
        var engine = new ScriptedEngine { Reply = [.. Enumerable.Repeat(new Inference.ToolCalls.ContentDelta("tick "), 10_000)], TokenTime = TimeSpan.FromMilliseconds(5) };
        await using var server = await RunningServer.Start(engine);
        using var gone = new CancellationTokenSource();

        var waiting = server.Client.PostAsync("/v1/chat/completions", new StringContent(Chat.Replace("true", "false", StringComparison.Ordinal), Encoding.UTF8, "application/json"), gone.Token);
        while (engine.State.CompletionTokens == 0) await Task.Delay(5);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await AssertEnds(engine);
    }

    [Fact]
    public async Task A_stop_tells_the_streams_that_still_run()
    {
        var engine = new ScriptedEngine { Reply = [.. Enumerable.Repeat(new Inference.ToolCalls.ContentDelta("tick "), 10_000)], TokenTime = TimeSpan.FromMilliseconds(5) };
        var server = await RunningServer.Start(engine);
        var stream = server.Lines("/v1/chat/completions", Chat);
        while (engine.State.CompletionTokens == 0) await Task.Delay(5);

        await server.Server.DisposeAsync();
        var lines = await stream;

        Assert.Contains("\"code\":\"shutting_down\"", lines[^1], StringComparison.Ordinal);
        Assert.True(engine.IsDisposed);
        await server.DisposeAsync();
    }

    /// <summary>Reads the first piece over a plain socket, then closes it without a word.</summary>
    internal static async Task KillMidStream(Uri address, string path, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var body = Encoding.UTF8.GetBytes(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        await stream.WriteAsync(body);
        var seen = "";
        var buffer = new byte[4_096];
        while (!seen.Contains("data: ", StringComparison.Ordinal)) seen += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        client.Client.LingerState = new LingerOption(true, 0);
    }

    internal static async Task AssertEnds(ScriptedEngine engine)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));      // only ends a test that has failed
        while (engine.State.Active > 0) await Task.Delay(5, timeout.Token);
        var made = engine.State.CompletionTokens;
        await Task.Delay(200);
        Assert.Equal(made, engine.State.CompletionTokens);
    }
}
