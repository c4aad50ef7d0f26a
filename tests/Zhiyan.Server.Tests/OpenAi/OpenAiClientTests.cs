using System.ComponentModel;
using System.Diagnostics;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.OpenAi;

/// <summary>The public openai npm client against the served default model; the scenarios are those of tests/openai-client/client.mjs.</summary>
public sealed class OpenAiClientTests(ServedDefaultModel served) : IClassFixture<ServedDefaultModel>
{
    private static readonly string folder = Path.Combine(Fixtures.Root, "tests", "openai-client");

    [Theory]
    [InlineData("models")]
    [InlineData("chat")]
    [InlineData("stream")]
    [InlineData("helper")]
    [InlineData("tools")]
    [InlineData("structured")]
    [InlineData("required")]
    [InlineData("together")]
    [InlineData("logprobs")]
    [InlineData("completion")]
    [InlineData("embeddings")]
    [InlineData("errors")]
    [InlineData("abort")]
    public async Task The_public_client_is_content(string scenario)
    {
        var modules = Path.Combine(folder, "node_modules");
        if (!Directory.Exists(modules)) await Run("npm", "ci", "--no-audit", "--no-fund");
        Assert.SkipUnless(Directory.Exists(modules), "needs the openai client, which npm could not install: npm ci --prefix tests/openai-client");

        var (exit, output) = await Run("node", "client.mjs", new Uri(served.Running.Address, "v1").ToString(), scenario);

        Assert.True(exit == 0, output);
        Assert.Contains($"{scenario}: ok", output, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"needs {program}: install Node 20 with npm (apt-get install nodejs npm), then run npm ci in tests/openai-client");
            return default;
        }
    }
}
