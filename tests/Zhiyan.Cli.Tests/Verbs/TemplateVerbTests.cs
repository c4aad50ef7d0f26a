using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

public sealed class TemplateVerbTests : IDisposable
{
    private static readonly string templates = Path.Combine(Fixtures.Root, "tests", "fixtures", "templates", "own");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-template");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("chatml-basic")]
    [InlineData("chatml-trim")]
    public async Task Prints_the_text_to_the_character(string name)
    {
        foreach (var line in File.ReadLines(Path.Combine(templates, name, "cases.jsonl")).Take(8))
        {
            var expected = JsonNode.Parse(line)!;
            var request = Write("request.json", expected["request"]!.ToJsonString());

            var run = await Run.InProcess("template", "--template", Path.Combine(templates, name, "template.jinja"), "--request", request);

            if (expected["text"] is { } text) Assert.Equal((string)text!, run.Out);
            else Assert.Equal(1, run.ExitCode);
        }
    }

    [Fact]
    public async Task Tells_a_template_s_own_refusal_in_one_line()
    {
        var template = Write("template.jinja", "{{ raise_exception('roles must\nalternate') }}");

        var run = await Run.InProcess(["template", "--template", template, "--request", "-"], "{}");

        Assert.Equal((1, "", "zhiyan: roles must alternate\n"), (run.ExitCode, run.Out, run.Error));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
