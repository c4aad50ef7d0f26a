using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Zhiyan.Inference.Generation;

namespace Zhiyan.Server.Tests.Telemetry;

/// <summary>Meters are the process's own and tests run side by side, so each looks at a model of its own name.</summary>
public sealed partial class MetricsTests
{
    private const string Hi = """{"messages":[{"role":"user","content":"a secret"}]}""";

    [Fact]
    public async Task What_an_engine_tells_of_itself_can_be_scraped()
    {
        var engine = new ScriptedEngine
        {
            Told = new()
            {
                Waiting = 3, PromptTokens = 101, CachedTokens = 102, DraftedTokens = 103, AcceptedTokens = 104, Passes = 105, Rows = 106, Preemptions = 107, Evictions = 108,
                Refusals = 109, CacheBytes = 110, CacheLimit = 111, CacheInUse = 112, CacheIdle = 113, PackedBytes = 114,
            },
        };
        await using var server = await RunningServer.Start(new ScriptedModels(("told", () => engine)), RunningServer.Settings with { MemoryBudget = 10_000 });
        await server.Server.Loaded;

        var metrics = await Scrape(server, "told");

        Assert.Equal(
            [
                "cache_evictions_total 108", "cache_idle_bytes 113", "cache_limit_bytes 111", "cache_size_bytes 110", "cache_used_bytes 112", "passes_total 105", "requests_active 0",
                "requests_preempted_total 107", "requests_refused_total 109", "requests_waiting 3", "rows_total 106", "tokens_accepted_total 104", "tokens_cached_total 102",
                "tokens_completion_total 0", "tokens_drafted_total 103", "tokens_prompt_total 101", "weights_packed_bytes 114",
            ],
            metrics.Where(line => line.StartsWith("zhiyan_engine_", StringComparison.Ordinal)).Select(line => Series().Replace(line["zhiyan_engine_".Length..], " ")).Order());
        Assert.Contains(metrics, line => Series().Replace(line, " ") == "zhiyan_model_memory_bytes 1111");
    }

    [Theory, InlineData("/v1/chat/completions", "chat", false), InlineData("/v1/completions", "text_completion", true)]
    public async Task A_generation_is_counted_and_timed(string path, string operation, bool stream)
    {
        var model = $"timed-{operation}";
        await using var server = await RunningServer.Start(new ScriptedModels((model, () => new ScriptedEngine())));
        var request = $$"""{"prompt":"hi","stream":{{(stream ? "true" : "false")}},{{Hi[1..]}}""";

        using (var response = await server.Client.PostAsync(path, new StringContent(request, new MediaTypeHeaderValue("application/json")))) await response.Content.ReadAsStringAsync();
        var metrics = await Scrape(server, model);

        foreach (var name in new[] { "gen_ai_server_request_duration_seconds", "gen_ai_server_time_to_first_token_seconds", "gen_ai_server_time_per_output_token_seconds" })
            Assert.Contains(metrics, line => line.StartsWith($"{name}_count{{", StringComparison.Ordinal) && line.Contains($"gen_ai_operation_name=\"{operation}\"", StringComparison.Ordinal) && line.Contains("} 1", StringComparison.Ordinal));
        foreach (var type in new[] { "input", "output" })
            Assert.Contains(metrics, line => line.StartsWith("gen_ai_client_token_usage_sum{", StringComparison.Ordinal) && line.Contains($"gen_ai_token_type=\"{type}\"", StringComparison.Ordinal));
        Assert.Contains(metrics, line => line.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal) && line.Contains($"http_route=\"{path}\"", StringComparison.Ordinal) && line.Contains("http_response_status_code=\"200\"", StringComparison.Ordinal));
        Assert.DoesNotContain(metrics, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_counted_by_its_kind()
    {
        await using var server = await RunningServer.Start(new ScriptedModels(("refusing", () => new ScriptedEngine { Fails = (0, new EngineBusyException(64, 1)) })));

        await server.Post("/v1/chat/completions", Hi);
        var metrics = await Scrape(server, "refusing");

        Assert.Contains(metrics, line => line.StartsWith("gen_ai_server_request_duration_seconds_count{", StringComparison.Ordinal) && line.Contains("error_type=\"queue_full\"", StringComparison.Ordinal));
        Assert.Contains(metrics, line => line.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal) && line.Contains("http_response_status_code=\"503\"", StringComparison.Ordinal));
        Assert.DoesNotContain(metrics, line => line.StartsWith("gen_ai_client_token_usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task They_need_a_key_where_the_rest_does()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { ApiKeys = ["right"] });

        using var closed = await server.Client.GetAsync("/metrics");
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "right");
        using var open = await server.Client.GetAsync("/metrics");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (closed.StatusCode, open.StatusCode));
    }

    /// <summary>The lines of one model.</summary>
    private static async Task<IReadOnlyList<string>> Scrape(RunningServer server, string model)
    {
        var text = await server.Client.GetStringAsync("/metrics");
        return [.. text.Split('\n').Where(line => line.Contains($"gen_ai_request_model=\"{model}\"", StringComparison.Ordinal))];
    }

    /// <summary>Labels, and the time that some formats write behind a value.</summary>
    [GeneratedRegex(@"\{[^}]*\} ?|(?<=\d) \d+$")]
    private static partial Regex Series();
}
