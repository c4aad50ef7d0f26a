using System.Text.Json.Nodes;

namespace Zhiyan.Cli.Tests.Verbs;

public sealed class VerifyVerbTests
{
    private const string Copied = """{"id": 7, "passage": "青河大桥于1931年通车，由何雅达设计。", "sentence": "青河大桥于1931年通车。"}""";
    private const string Altered = """{"passage": "青河大桥于1931年通车，由何雅达设计。", "sentence": "青河大桥于1936年通车。"}""";

    [Fact]
    public async Task Gives_a_line_for_each_claim_in_its_order()
    {
        var run = await Run.InProcess(["verify", "--claims", "-", "--without-model", "--json"], $"{Copied}\n\n{Altered}\n");

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal((0, 2), (run.ExitCode, lines.Count));
        Assert.All(lines, line => Assert.Equal(["verdict", "supported_probability"], line.Select(member => member.Key)));
        Assert.True((double)lines[0]["supported_probability"]! > 0.5);
        Assert.Equal("contradicted", (string)lines[1]["verdict"]!);
    }

    [Fact]
    public async Task Without_json_a_reason_stands_under_its_claim()
    {
        var run = await Run.InProcess(["verify", "--claims", "-", "--without-model"], Altered);

        Assert.Contains("number: 1936 not in passage, which has 1931", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "line 2 is not valid JSON")]
    [InlineData("[]", "line 2 has no text 'passage'")]
    [InlineData("""{"passage": "a", "sentence": 5}""", "line 2 has no text 'sentence'")]
    public async Task A_bad_line_is_named_after_those_before_it_are_done(string line, string error)
    {
        var run = await Run.InProcess(["verify", "--claims", "-", "--without-model", "--json"], $"{Copied}\n{line}\n");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
