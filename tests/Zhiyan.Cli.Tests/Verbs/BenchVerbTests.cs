namespace Zhiyan.Cli.Tests.Verbs;

public sealed class BenchVerbTests
{
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

    [Theory]
    [InlineData("--depth", "100000000", "--depth is '100000000'")]
    [InlineData("--generate", "1000000", "do not fit into the model's context")]
    public async Task Refuses_what_does_not_fit(string option, string value, string expected)
    {
        var run = await Run.InProcess("bench", "--model", TinyModels.Llama, option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }
}
