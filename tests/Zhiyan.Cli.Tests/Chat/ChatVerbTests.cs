using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Chat;

public sealed class ChatVerbTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-chat");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Each_line_of_a_pipe_is_a_turn_and_commands_steer_it()
    {
        var saved = Path.Combine(folder.FullName, "chat.json");
        var input = $"""
            Which city is the capital of France? One word.
            /save {saved}
            /clear
            /nonsense
            /exit
            not reached
            """;

        var run = await Run.InProcess(["chat", "--model", DefaultModels.Mini, "--max-tokens", "24"], input);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Paris", run.Out);
        Assert.Contains("/nonsense is no command", run.Error);
        var messages = JsonNode.Parse(File.ReadAllText(saved))!.AsArray();
        Assert.Equal(["system", "user", "assistant"], messages.Select(message => (string?)message!["role"]));
        Assert.Equal(Persona.SystemPrompt, (string?)messages[0]!["content"]);
        Assert.Equal(run.Out.TrimEnd('\n'), (string?)messages[2]!["content"]);
    }

    [Fact]
    public async Task An_empty_system_prompt_is_none()
    {
        var saved = Path.Combine(folder.FullName, "chat.json");

        var run = await Run.InProcess(["chat", "--model", DefaultModels.Mini, "--system", ""], $"/save {saved}\n/save /no/such/folder/x\n/exit\n");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("[]\n", File.ReadAllText(saved));
        Assert.Contains("/no/such/folder", run.Error);
    }
}
