using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Zhiyan.Inference.Generation;
using Zhiyan.Server.Telemetry;

namespace Zhiyan.Server.Tests.Telemetry;

public sealed class TraceTests
{
    private const string Hi = """{"messages":[{"role":"user","content":"a secret"}],"max_tokens":9,"temperature":0.5,"stop":"a secret"}""";

    [Fact]
    public async Task A_chat_is_a_span_by_the_conventions_without_a_word_of_it()
    {
        await using var server = await RunningServer.Start(new ScriptedModels(("traced", () => new ScriptedEngine())));
        using var spans = new Spans("chat traced");

        await server.Post("/v1/chat/completions", Hi);

        var span = Assert.Single(spans.Ended);
        Assert.Equal(ActivityKind.Internal, span.Kind);
        Assert.Equal(("chat", "zhiyan", "traced", 9, 0.5f), (Tag(span, "gen_ai.operation.name"), Tag(span, "gen_ai.provider.name"), Tag(span, "gen_ai.response.model"), Tag(span, "gen_ai.request.max_tokens"), Tag(span, "gen_ai.request.temperature")));
        Assert.Equal((10, 4, 4), (Tag(span, "gen_ai.usage.input_tokens"), Tag(span, "gen_ai.usage.cache_read.input_tokens"), Tag(span, "gen_ai.usage.output_tokens")));
        Assert.Equal(["stop"], (string[])Tag(span, "gen_ai.response.finish_reasons")!);
        Assert.StartsWith("chatcmpl-", (string)Tag(span, "gen_ai.response.id")!);
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("secret", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task A_failure_is_told_by_its_kind()
    {
        await using var server = await RunningServer.Start(new ScriptedModels(("failing", () => new ScriptedEngine { Fails = (1, new ContextOverflowException(5, 6, 7)) })));
        using var spans = new Spans("text_completion failing");

        await server.Post("/v1/completions", """{"prompt":"hi"}""");

        var span = Assert.Single(spans.Ended);
        Assert.Equal((ActivityStatusCode.Error, "context_length_exceeded"), (span.Status, Tag(span, "error.type")));
    }

    [Fact]
    public async Task Spans_and_metrics_go_to_the_collector_that_the_settings_name()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var endpoint = $"http://{collector.LocalEndpoint}";

        var server = await RunningServer.Start(new ScriptedModels(("exported", () => new ScriptedEngine())), RunningServer.Settings with
        {
            OpenTelemetry = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_BSP_SCHEDULE_DELAY"] = "100" },
        });
        await server.Post("/v1/chat/completions", Hi);
        using var connection = await collector.AcceptTcpClientAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        using var reader = new StreamReader(connection.GetStream());
        var line = await reader.ReadLineAsync();

        Assert.StartsWith("POST /v1/", line);
        connection.Close();
        collector.Stop();
        await server.DisposeAsync();
    }

    private static object? Tag(Activity span, string name) => span.GetTagItem(name);

    /// <summary>Spans of one name that end while it listens.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> ended = new();
        private readonly ActivityListener listener;

        public Spans(string name)
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == GenerationTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (activity.DisplayName == name) ended.Enqueue(activity);
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IEnumerable<Activity> Ended => ended;

        public void Dispose() => listener.Dispose();
    }
}
