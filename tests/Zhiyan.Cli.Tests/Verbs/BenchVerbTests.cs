namespace Zhiyan.Cli.Tests.Verbs;

public sealed class BenchVerbTests : IDisposable
{
    private readonly string trace = Path.GetTempFileName();

    public void Dispose() => File.Delete(trace);

    [Fact]
    public async Task Writes_after_a_context_of_its_own_depth()
    {
        var run = await Run.InProcess("bench", "--model", TinyModels.Llama, "--prompt", "8", "--generate", "4", "--depth", "32", "--repeat", "1", "--threads", "1", "--json");

        Assert.Equal((8, 4, 32, 1), ((int)run.Json["prompt"]!, (int)run.Json["generate"]!, (int)run.Json["depth"]!, (int)run.Json["sequences"]!));
        Assert.True((double)run.Json["decode_tok_s"]! > 0);
        Assert.True((double)run.Json["weight_mb"]! >= (double)run.Json["token_mb"]!);
        Assert.Null(run.Json["bandwidth_gb_s"]);
    }

    [Fact]
    public async Task Runs_several_sequences_at_once()
    {
        var run = await Run.InProcess("bench", "--model", TinyModels.Llama, "--prompt", "16", "--generate", "4", "--sequences", "3", "--repeat", "2", "--threads", "1", "--json");

        Assert.Equal((3, 16), ((int)run.Json["sequences"]!, (int)run.Json["depth"]!));
        foreach (var figure in (string[])["prefill_tok_s", "decode_tok_s"]) Assert.True((double)run.Json[figure]! > 0, figure);
    }

    [Fact]
    public async Task Again_finds_the_same_prompt_in_the_cache()
    {
        var run = await Run.InProcess("bench", "again", "--model", TinyModels.Llama, "--prompt", "100", "--repeat", "2", "--threads", "1", "--json");

        Assert.InRange((int)run.Json["cached_tokens"]!, 64, 99);
        foreach (var time in (string[])["first_s", "again_s", "share"]) Assert.True((double)run.Json[time]! > 0, time);
    }

    [Theory]
    [InlineData("--depth", "100000000", "--depth is '100000000'")]
    [InlineData("--generate", "1000000", "do not fit into the model's context")]
    public async Task Refuses_what_does_not_fit(string option, string value, string expected)
    {
        var run = await Run.InProcess("bench", "--model", TinyModels.Llama, option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("--users", "3")]
    [InlineData("--speedup", "100")]
    public async Task Serve_sends_a_trace_and_counts_what_came_back(string option, string value)
    {
        // The second turn of a session goes on from the first.
        await File.WriteAllTextAsync(trace, "t_seconds,session,input_tokens,output_tokens\n0,1,20,3\n0.5,1,40,50\n1,2,2000,1\n1,3,10,2\n");

        var run = await Run.InProcess(
            "bench", "serve", "--model", TinyModels.Llama, "--trace", trace, "--max-input", "40", "--max-output", "4", "--vocabulary", "100",
            option, value, "--idle", "2", "--threads", "1", "--json");
        var load = run.Json["load"]!;

        Assert.Equal((4, 4), ((int)load["requests"]!, (int)load["completed"]!));
        Assert.Equal((0, 0, 0), ((int)load["refused"]!, (int)load["failed"]!, (int)load["dropped"]!));
        Assert.Equal((20 + 40 + 40 + 10, 3 + 4 + 1 + 2), ((int)load["prompt_tokens"]!, (int)load["completion_tokens"]!));
        foreach (var time in (string[])["ttft_s", "tpot_s", "latency_s"]) Assert.True((double)load[time]!["p50"]! <= (double)load[time]!["p99"]!, time);
        Assert.Equal((2, 0), ((int)run.Json["idle"]!, (int)run.Json["idle_outcomes"]!["dropped"]!));
        Assert.True((int)run.Json["idle_outcomes"]!["completed"]! >= 2);
    }

    [Fact]
    public async Task Serve_says_where_nothing_answers()
    {
        await File.WriteAllTextAsync(trace, "t_ms,input_tokens,output_tokens\n0,1,1\n");

        var run = await Run.InProcess("bench", "serve", "--url", "http://127.0.0.1:1", "--trace", trace);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no server answers at http://127.0.0.1:1", run.Error);
    }
}
