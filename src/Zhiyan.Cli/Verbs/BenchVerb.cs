using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Machine;
using Zhiyan.Inference;
using Zhiyan.Inference.Models;

namespace Zhiyan.Cli.Verbs;

/// <summary>
/// <c>zhiyan bench</c>: reading a prompt and writing tokens after it, in tokens a second. Medians of the repeats; a first run is not counted.
/// </summary>
internal static class BenchVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var prompt = Options.CountOr(512, "--prompt", 1, 1 << 20, "Tokens to read.");
        var generate = Options.CountOr(128, "--generate", 1, 1 << 20, "Tokens to write after them.");
        var repeat = Options.CountOr(3, "--repeat", 1, 1_000, "Runs that count.");
        var command = new Command("bench", "Measure speed and memory.") { common.Model, prompt, generate, repeat, common.Exact, common.Json };
        command.SetAction(async (arguments, cancellation) =>
        {
            await Task.Yield();
            var (read, write, runs) = (arguments.GetValue(prompt), arguments.GetValue(generate), arguments.GetValue(repeat));
            var installed = common.Find(arguments);
            var start = Stopwatch.GetTimestamp();
            using var model = Model.Open(installed.Path, arguments.GetValue(common.Exact));
            using var runner = new Runner(model, arguments.GetValue(common.Threads));
            var loadSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (read + write > model.Config.Context)
                throw new UsageException($"{read} and {write} tokens do not fit into the model's context of {model.Config.Context}; ask for fewer.");

            using var session = new Session(runner);
            session.Reserve(read + write);
            var tokens = Tokens(read + write, model.Config.Vocabulary);
            var (prefill, decode) = (new List<double>(), new List<double>());
            var progress = new Progress(terminal, "bench: run", runs + 1);
            for (var run = 0; run <= runs; run++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (readSeconds, writeSeconds) = Run(session, tokens, read, cancellation);
                progress.Report(run + 1, "");
                if (run == 0) continue;
                prefill.Add(read / readSeconds);
                decode.Add(write / writeSeconds);
            }

            using var process = Process.GetCurrentProcess();
            var result = new Result(
                Math.Round(Median(prefill), 2), Math.Round(Median(decode), 2), Math.Round(loadSeconds, 4),
                Math.Round(process.WorkingSet64 / 1e6), Math.Round(process.PeakWorkingSet64 / 1e6),
                installed.Id, read, write, runner.Threads, runs, Processor.Name, Processor.Instructions);
            if (arguments.GetValue(common.Json)) terminal.WriteJson(result);
            else Write(result, terminal);
        });
        return command;
    }

    private static (double ReadSeconds, double WriteSeconds) Run(Session session, int[] tokens, int read, CancellationToken cancellation)
    {
        session.Rewind(0);
        var start = Stopwatch.GetTimestamp();
        session.Append(tokens.AsSpan(0, read));
        var readSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        foreach (var token in tokens.AsSpan(read))
        {
            cancellation.ThrowIfCancellationRequested();
            session.Append(token);
        }
        return (readSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>The same tokens every time, spread over the vocabulary: speed does not depend on which they are.</summary>
    private static int[] Tokens(int count, int vocabulary)
    {
        var random = new Random(20_250_309);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    private static void Write(Result result, Terminal terminal)
    {
        terminal.Out.WriteLine(FormattableString.Invariant($"{result.Model} on {result.Cpu}, {result.Threads} threads"));
        terminal.Out.WriteLine(FormattableString.Invariant($"reading {result.Prompt} tokens    {result.PrefillTokS,8:F1} tokens/s"));
        terminal.Out.WriteLine(FormattableString.Invariant($"writing {result.Generate} tokens    {result.DecodeTokS,8:F1} tokens/s"));
        terminal.Out.WriteLine(FormattableString.Invariant($"loading {result.LoadS:F2} s · memory {result.RssMb:F0} MB"));
    }

    private sealed record Result(
        double PrefillTokS, double DecodeTokS, double LoadS, double RssMb, double PeakRssMb,
        string Model, int Prompt, int Generate, int Threads, int Repeat, string Cpu, IReadOnlyList<string> Instructions);
}
