using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests;

/// <summary>Broken model files through the built program: one line that names the file, and little memory (fixtures/README.md, hostile).</summary>
[Trait("Category", "Golden")]
public sealed class HostileFileTests
{
    private const long MaxPeakBytes = 300_000_000;

    public static TheoryData<string, string> Broken()
    {
        var rows = new TheoryData<string, string>();
        foreach (var index in Fixtures.Files("hostile", "index.json"))
        {
            foreach (var entry in JsonNode.Parse(File.ReadAllText(index))!.AsArray())
                rows.Add(Path.Combine(Path.GetDirectoryName(index)!, (string)entry!["path"]!), (string)entry["wrong"]!);
        }
        if (rows.Count == 0) rows.Add("", "");
        return rows;
    }

    public static TheoryData<string> Sound()
    {
        var rows = new TheoryData<string>();
        foreach (var index in Fixtures.Files("hostile", "index.json"))
        {
            var folder = Path.GetDirectoryName(index)!;
            foreach (var path in ((string[])[Path.Combine(folder, "good.gguf"), Path.Combine(folder, "good")]).Where(path => File.Exists(path) || Directory.Exists(path))) rows.Add(path);
        }
        if (rows.Count == 0) rows.Add("");
        return rows;
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task Are_refused_in_one_line_and_little_memory(string path, string wrong)
    {
        Assert.SkipWhen(path.Length == 0, "no fixture root has the folder hostile");

        var run = await Run.OwnProcess("generate", "--model", path, "--tokens", "1", "--max-tokens", "1");

        AssertRefused(run, path, wrong);
        Assert.InRange(run.PeakBytes, 1, MaxPeakBytes);
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task Are_inspected_as_far_as_they_can_be_read(string path, string wrong)
    {
        Assert.SkipWhen(path.Length == 0, "no fixture root has the folder hostile");

        var run = await Run.InProcess("inspect", path, "--json");

        if (run.ExitCode == 0) Assert.NotNull(run.Json["format"]);      // the container is sound, the model in it is not
        else AssertRefused(run, path, wrong);
    }

    [Theory, MemberData(nameof(Sound))]
    public async Task Beside_sound_ones_that_load(string path)
    {
        Assert.SkipWhen(path.Length == 0, "no fixture root has sound files in the folder hostile");

        var run = await Run.OwnProcess("generate", "--model", path, "--tokens", "1", "--max-tokens", "1", "--json");

        Assert.Equal("", run.Error);
        Assert.Single(run.Json["tokens"]!.AsArray());
    }

    private static void AssertRefused(Run run, string path, string wrong)
    {
        Assert.True(run.ExitCode == 1, $"{wrong}: exit code {run.ExitCode}, {run.Out}");
        Assert.Equal("", run.Out);
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"zhiyan: {path}", line);
        Assert.DoesNotContain("fault of zhiyan", line);
    }
}
