using System.Diagnostics;
using System.Net;

namespace Zhiyan.Cli.Tests;

public sealed class CommandLineTests
{
    private const string Tiny = "<a tiny model>";

    [Theory]
    [InlineData("chta")]
    [InlineData("generate")]
    [InlineData("generate", "--prompt", "a", "--tokens", "1")]
    [InlineData("generate", "--tokens", "1,x")]
    [InlineData("generate", "--tokens", "-1")]
    [InlineData("generate", "--tokens", ",")]
    [InlineData("generate", "--prompt", "a", "--threads", "many")]
    [InlineData("generate", "--prompt", "a", "--logprobs", "21")]
    [InlineData("generate", "--prompt", "a", "--temperature", "warm")]
    [InlineData("generate", "--messages", "/no/such/file")]
    [InlineData("generate", "--model", Tiny, "--tokens", "99999")]
    [InlineData("generate", "--model", Tiny, "--tokens", "1", "--system", "x")]
    [InlineData("generate", "--model", Tiny, "--tokens", "1", "--top-p", "7")]
    [InlineData("generate", "--model", Tiny, "--prompt", "a model without a template")]
    [InlineData("logits", "--model", Tiny, "--tokens", "99999", "--out", "/tmp/x")]
    [InlineData("logits", "--model", Tiny, "--tokens", "1", "--out", "/no/such/folder/x")]
    [InlineData("bench", "--model", Tiny, "--prompt", "999999")]
    [InlineData("embed")]
    [InlineData("embed", "--text", "a", "--tokens", "1")]
    [InlineData("embed", "--text", "a", "--model", Tiny)]
    [InlineData("embed", "--tokens", "1", "--role", "query")]
    [InlineData("embed", "--file", "/no/such/file")]
    [InlineData("logits", "--tokens", "1")]
    [InlineData("tokenize", "--ids", "1")]
    [InlineData("template", "--template", "/no/such/file", "--request", "/no/such/file")]
    [InlineData("serve", "--memory-budget", "lots")]
    [InlineData("serve", "--memory-budget", "0")]
    [InlineData("serve", "--queue", "0")]
    [InlineData("inspect", "/no/such/model")]
    [InlineData("bench", "--model", "no-such-model")]
    public async Task Mistakes_are_one_line_on_standard_error_and_exit_code_1(params string[] arguments)
    {
        var run = await Run.InProcess([.. arguments.Select(argument => argument == Tiny ? TinyModels.Llama : argument)]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Out);
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("zhiyan: ", line);
        Assert.DoesNotContain("fault of zhiyan", line);
        Assert.DoesNotContain("System.", line);
        Assert.DoesNotContain("assembly", line);
    }

    [Fact]
    public async Task Every_verb_has_help_and_takes_data_and_threads()
    {
        foreach (var verb in (string[])["serve", "chat", "generate", "embed", "logits", "tokenize", "template", "perplexity", "inspect", "bench", "models", "backup", "restore", "upgrade", "rollback", "version"])
        {
            var run = await Run.InProcess(verb, "--help");

            Assert.Equal(0, run.ExitCode);
            Assert.Contains($"zhiyan {verb}", run.Out);
            Assert.Contains("--data", run.Out);
            Assert.Contains("--threads", run.Out);
        }
    }

    [Fact]
    public async Task A_prompt_may_look_like_a_response_file_or_an_option()
    {
        var run = await Run.InProcess("generate", "--model", TinyModels.Llama, "--raw", "--prompt", "@-x", "--max-tokens", "1", "--json");

        Assert.DoesNotContain("Response file", run.Error);
        Assert.DoesNotContain("Unrecognized", run.Error);
    }

    [Fact]
    public async Task Control_C_ends_the_program_with_130()
    {
        using var chat = Run.Start("chat", "--model", TinyModels.Llama);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Signal(chat, "INT");
        var run = await Run.Finish(chat);

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Serving_tells_the_address_then_that_it_is_ready_and_ends_on_SIGTERM()
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-serve-test");
        using var server = Run.Start("serve", "--data", data.FullName, "--model", TinyModels.Llama, "--urls", "http://127.0.0.1:0");
        var address = (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[^1];
        await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var ready = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        var health = await client.GetAsync(new Uri($"{address}/health"), TestContext.Current.CancellationToken);
        Signal(server, "TERM");
        var run = await Run.Finish(server);
        data.Delete(recursive: true);

        Assert.StartsWith("ready: model", ready);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal((143, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Serving_a_model_that_is_not_there_is_a_mistake()
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-serve-test");

        var run = await Run.InProcess("serve", "--data", data.FullName, "--model", "no-such-model", "--urls", "http://127.0.0.1:0");
        data.Delete(recursive: true);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("zhiyan: no-such-model: ", run.Error);
    }

    private static void Signal(Process process, string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        // A shell starts background work with Ctrl+C ignored, and its children inherit that.
        var ignored = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        if (name == "INT" && (Convert.ToUInt64(ignored, 16) & 2) != 0)
        {
            process.Kill();
            Assert.Skip("these tests were started with Ctrl+C ignored");
        }
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
