using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Tests;

/// <summary>What a run of the program left behind. <paramref name="PeakBytes"/> is known of a process of its own only.</summary>
internal sealed record Run(int ExitCode, string Out, string Error, long PeakBytes = 0)
{
    /// <summary>What it printed, which must be JSON.</summary>
    public JsonNode Json => Out.Length > 0 ? JsonNode.Parse(Out)! : throw new InvalidOperationException($"exit code {ExitCode}: {Error}");

    /// <summary>Runs within this process, over strings.</summary>
    public static async Task<Run> InProcess(string[] arguments, string input = "")
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        using var interrupts = new Interrupts();
        var exitCode = await CommandLine.RunAsync(arguments, new Terminal(new StringReader(input), output, error), interrupts);
        return new Run(exitCode, output.ToString(), error.ToString());
    }

    public static Task<Run> InProcess(params string[] arguments) => InProcess(arguments, "");

    /// <summary>Runs the built program, and kills it after a minute.</summary>
    public static async Task<Run> OwnProcess(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        return await Finish(process);
    }

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "zhiyan.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static async Task<Run> Finish(Process process)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        try
        {
            while (!process.HasExited)
            {
                peak = Math.Max(peak, PeakBytesOf(process.Id));
                await Task.Delay(2, timeout.Token);
            }
            return new Run(process.ExitCode, await output, await error, peak);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static long PeakBytesOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;       // it has just ended
        }
    }
}
