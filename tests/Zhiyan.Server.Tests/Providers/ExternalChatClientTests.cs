using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Providers;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Providers;

public sealed class ExternalChatClientTests : IDisposable
{
    private static readonly string[] anthropicReply =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"org/large","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":6,"cache_read_input_tokens":4,"cache_creation_input_tokens":0,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello, "}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"世界"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""",
        """{"type":"message_stop"}""",
    ];

    private readonly ProviderRig rig = new();

    /// <summary>Options as they are made for models of this machine.</summary>
    private static ChatOptions Local => new() { Temperature = 0.5f, RawRepresentationFactory = _ => new ChatRequest { Messages = [], Truncate = true } };

    [Fact]
    public async Task An_OpenAI_endpoint_streams_text_reasoning_and_usage()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine { Reply = [new ReasoningDelta("Hm."), new ContentDelta("Hello, "), new ContentDelta("世界")] });
        using var client = await rig.Open($"{server.Address}v1", model: "scripted");

        var updates = await client.GetStreamingResponseAsync("Hi", Local).ToListAsync();
        var whole = updates.ToChatResponse();

        Assert.Equal("Hello, 世界", whole.Text);
        Assert.Equal("Hm.", string.Concat(whole.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(content => content.Text)));
        Assert.Equal((10, 4, 4, ChatFinishReason.Stop), (whole.Usage!.InputTokenCount, whole.Usage.CachedInputTokenCount, whole.Usage.OutputTokenCount, whole.FinishReason));
        Assert.True(updates.Count(update => update.Text.Length > 0) == 2);
    }

    [Fact]
    public async Task Anthropic_streams_text_reasoning_and_usage()
    {
        await using var service = await FakeService.Start(http => Stream(http, anthropicReply));
        using var client = await rig.Open(service.Url, ProviderKind.Anthropic);

        var updates = await client.GetStreamingResponseAsync("Hi", Local).ToListAsync();
        var whole = updates.ToChatResponse();

        Assert.Equal("Hello, 世界", whole.Text);
        Assert.Equal("Hm.", string.Concat(whole.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(content => content.Text)));
        Assert.Equal((10, 4, 5, ChatFinishReason.Stop), (whole.Usage!.InputTokenCount, whole.Usage.CachedInputTokenCount, whole.Usage.OutputTokenCount, whole.FinishReason));
        Assert.StartsWith("POST /v1/messages", Assert.Single(service.Requests), StringComparison.Ordinal);
        Assert.Contains(ProviderRig.Key, service.Requests.Single(), StringComparison.Ordinal);
        Assert.Contains("\"org/large\"", service.Bodies.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_work_at_the_other_end()
    {
        var engine = new ScriptedEngine { Reply = [.. Enumerable.Repeat(new ContentDelta("a"), 100_000)], TokenTime = TimeSpan.FromMilliseconds(1) };
        await using var server = await RunningServer.Start(engine);
        using var client = await rig.Open($"{server.Address}v1", model: "scripted");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("Hi", cancellationToken: stop.Token))
                if (update.Text.Length > 0) await stop.CancelAsync();
        });

        for (var wait = 0; wait < 2_000 && engine.State.Active > 0; wait++) await Task.Delay(5);
        Assert.Equal(0, engine.State.Active);
        Assert.InRange(engine.State.CompletionTokens, 1, 99_999);
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi, 401, ProviderFault.WrongKey)]
    [InlineData(ProviderKind.OpenAi, 429, ProviderFault.TooManyRequests)]
    [InlineData(ProviderKind.OpenAi, 500, ProviderFault.Failed)]
    [InlineData(ProviderKind.OpenAi, 404, ProviderFault.ModelNotFound)]
    [InlineData(ProviderKind.OpenAi, 400, ProviderFault.Refused)]
    [InlineData(ProviderKind.Anthropic, 401, ProviderFault.WrongKey)]
    [InlineData(ProviderKind.Anthropic, 429, ProviderFault.TooManyRequests)]
    [InlineData(ProviderKind.Anthropic, 529, ProviderFault.Failed)]
    [InlineData(ProviderKind.Anthropic, 500, ProviderFault.Failed)]
    [InlineData(ProviderKind.Anthropic, 400, ProviderFault.Refused)]
    internal async Task An_error_tells_the_provider_and_the_status_but_not_the_key(ProviderKind kind, int status, ProviderFault fault)
    {
        await using var service = await FakeService.Start(status, $$"""{"type": "error", "error": {"type": "some_error", "message": "Not with {{ProviderRig.Key}}." } }""");
        using var client = await rig.Open(service.Url, kind);

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Equal((fault, status, "Far Away"), (error.Fault, error.Status, error.Provider));
        Assert.StartsWith("Far Away: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"status {status}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ProviderRig.Key, error.ToString(), StringComparison.Ordinal);
        Assert.Single(service.Requests);        // no second try that nobody asked for
    }

    [Theory]
    [InlineData(ProviderKind.OpenAi)]
    [InlineData(ProviderKind.Anthropic)]
    internal async Task No_log_of_this_process_hears_the_key(ProviderKind kind)
    {
        using var log = new Everything();
        await using var service = await FakeService.Start(500, "{}");
        using var client = await rig.Open(service.Url, kind);

        await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Contains(log.Lines, line => line.Contains(new Uri(service.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(ProviderRig.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/html", "<html>Welcome</html>")]
    [InlineData("application/json", "{\"hello\": \"world\"}")]
    public async Task What_speaks_another_language_is_told(string type, string body)
    {
        await using var service = await FakeService.Start(404, body, type);
        using var client = await rig.Open(service.Url);

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Equal(ProviderFault.NotAnEndpoint, error.Fault);
    }

    [Fact]
    public async Task A_provider_that_falls_silent_is_given_up()
    {
        var time = new ManualTime();
        using var patient = new ProviderRig(time: time);
        var heard = new TaskCompletionSource();
        await using var service = await FakeService.Start(async http =>
        {
            heard.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var client = await patient.Open(service.Url);

        var waiting = client.GetResponseAsync("Hi");
        await heard.Task;
        time.Advance(ExternalChatClient.LongestSilence);
        var error = await Assert.ThrowsAsync<ProviderException>(() => waiting);

        Assert.Equal(ProviderFault.TimedOut, error.Fault);
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        await using var inside = await FakeService.Start(200, "{}");
        await using var service = await FakeService.Start(http =>
        {
            http.Response.Redirect(inside.Url);
            return Task.CompletedTask;
        });
        using var client = await rig.Open(service.Url);

        await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("0.0.0.0")]
    [InlineData("fd00:ec2::254")]
    public async Task A_name_that_leads_to_the_machines_surroundings_is_refused(string address)
    {
        var lookUps = 0;
        using var guarded = new ProviderRig((_, _) =>
        {
            lookUps++;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse(address)]);
        });
        using var client = await guarded.Open("http://models.example/v1");

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Equal((ProviderFault.ForbiddenAddress, 1), (error.Fault, lookUps));
        Assert.Contains("models.example", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_checked()
    {
        await using var service = await FakeService.Start(http => Stream(http, anthropicReply));
        var lookUps = 0;
        using var pinned = new ProviderRig((_, _) => Task.FromResult<IPAddress[]>([lookUps++ == 0 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]));
        using var client = await pinned.Open($"http://models.example:{new Uri(service.Url).Port}", ProviderKind.Anthropic);

        var reply = await client.GetResponseAsync("Hi");

        Assert.Equal("Hello, 世界", reply.Text);
        Assert.Equal(1, lookUps);
    }

    [Fact]
    public async Task A_literal_address_is_checked_too()
    {
        using var client = await rig.Open("http://169.254.169.254/v1");

        var error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Equal(ProviderFault.ForbiddenAddress, error.Fault);
    }

    [Fact]
    public async Task A_provider_that_is_gone_or_switched_off_is_told()
    {
        using var client = await rig.Open("http://127.0.0.1:9/v1");
        await rig.Directory.Save(ProviderRig.Settings("http://127.0.0.1:9/v1") with { IsEnabled = false }, null);

        var off = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));
        await rig.Directory.Delete("far");
        var gone = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("Hi"));

        Assert.Contains("switched off", off.Message, StringComparison.Ordinal);
        Assert.Contains("no such provider", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_does_not_hand_out_what_knows_the_key()
    {
        using var client = await rig.Open("http://127.0.0.1:9/v1");

        var inner = client.GetService(typeof(OpenAI.Chat.ChatClient));

        Assert.Null(inner);
        Assert.Equal("org/large", client.GetService<ChatClientMetadata>()!.DefaultModelId);
    }

    public void Dispose() => rig.Dispose();

    /// <summary>What every event source of the runtime and of the SDKs tells, but for those that are made to trace bytes.</summary>
    private sealed class Everything : EventListener
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (!source.Name.StartsWith("Private.", StringComparison.Ordinal) && source.Name != "System.Threading.Tasks.TplEventSource") EnableEvents(source, EventLevel.Informational, EventKeywords.All);
        }

        protected override void OnEventWritten(EventWrittenEventArgs written) => Lines?.Enqueue(string.Join(' ', written.Payload ?? new([])));
    }

    private static async Task Stream(HttpContext http, IReadOnlyList<string> events)
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var each in events)
        {
            var type = System.Text.Json.JsonDocument.Parse(each).RootElement.GetProperty("type").GetString();
            await http.Response.WriteAsync($"event: {type}\ndata: {each}\n\n");
            await http.Response.Body.FlushAsync();
        }
    }
}
