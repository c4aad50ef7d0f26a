using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Machine;
using Zhiyan.Cli.Measuring;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Models;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Cli.Verbs;

/// <summary>
/// <c>zhiyan bench</c>: reading a prompt and writing tokens after it, in tokens a second, of one sequence alone or of several at once. Medians of
/// the repeats; a first run is not counted.
/// </summary>
internal static class BenchVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var prompt = Options.CountOr(512, "--prompt", 1, 1 << 20, "Tokens to read.");
        var generate = Options.CountOr(128, "--generate", 1, 1 << 20, "Tokens to write.");
        var depth = Options.Count("--depth", 1, 1 << 20, "Tokens of context to write after. Default: the prompt.");
        var sequences = Options.CountOr(1, "--sequences", 1, 1_024, "Sequences at once; figures are then those of all together.");
        var repeat = Options.CountOr(3, "--repeat", 1, 1_000, "Runs that count.");
        var bandwidth = Options.Flag("--bandwidth", "Measure how fast memory can be read too, and what share of that writing reaches.");
        var command = new Command("bench", "Measure speed and memory.")
        {
            common.Model, prompt, generate, depth, sequences, repeat, bandwidth, common.Exact, common.Json,
            BenchAgainVerb.Create(common, terminal), BenchServeVerb.Create(common, terminal),
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            await Task.Yield();
            var installed = common.Find(arguments);
            var task = new Work(
                arguments.GetValue(prompt), arguments.GetValue(generate), arguments.GetValue(depth) ?? arguments.GetValue(prompt),
                arguments.GetValue(sequences), arguments.GetValue(repeat));
            if (task.Sequences > 1 && arguments.GetValue(depth) is not null)
                throw new UsageException("--depth and --sequences do not go together; several sequences write after their --prompt.");

            var threads = arguments.GetValue(common.Threads);
            var limit = arguments.GetValue(bandwidth) ? MemoryBandwidth.Measure(threads > 0 ? threads : ProcessorTopology.PhysicalCores) : (double?)null;
            var measured = task.Sequences == 1
                ? Alone(installed, task, threads, arguments.GetValue(common.Exact), terminal, cancellation)
                : await Together(installed, task, threads, arguments.GetValue(common.Exact), terminal, cancellation);
            var result = Report(installed, task, measured, limit);
            if (arguments.GetValue(common.Json)) terminal.WriteJson(result);
            else Write(result, terminal);
        });
        return command;
    }

    private static Measured Alone(InstalledModel installed, Work work, int threads, bool exact, Terminal terminal, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var model = Model.Open(installed.Path, exact);
        using var runner = new Runner(model, threads);
        var loadSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        CheckContext(Math.Max(work.Prompt, work.Depth + work.Generate), model);

        var progress = new Progress(terminal, "bench: run", 2 * (work.Repeat + 1));
        var speed = new OneSequence(runner, work.Prompt, work.Generate, work.Depth).Measure(work.Repeat, progress, cancellation);
        return new Measured(speed, loadSeconds, runner.Threads, model.PackedBytes, Resident());
    }

    private static async Task<Measured> Together(InstalledModel installed, Work work, int threads, bool exact, Terminal terminal, CancellationToken cancellation)
    {
        var room = work.Prompt + work.Generate + ManySequences.Waiting(work.Sequences, work.Prompt);
        var start = Stopwatch.GetTimestamp();
        using var engine = Engine.Load(installed.Path, installed.Card, new EngineSettings
        {
            Threads = threads, Exact = exact, Parallel = work.Sequences, Queue = work.Sequences,
            PromptLookup = false,       // noise repeats itself; what guessing gains depends on the text
        });
        var loadSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        CheckContext(room, engine.Model);

        var progress = new Progress(terminal, "bench: run", work.Repeat + 1);
        var speed = await new ManySequences(engine, work.Sequences, work.Prompt, work.Generate).Measure(work.Repeat, progress, cancellation);
        return new Measured(speed, loadSeconds, engine.State.Threads, engine.Model.PackedBytes, Resident());
    }

    /// <summary>Resident bytes of this process, to be asked for while the model is open.</summary>
    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static void CheckContext(int needed, Model model)
    {
        if (needed > model.Config.Context)
            throw new UsageException($"{needed} tokens do not fit into the model's context of {model.Config.Context}; ask for fewer.");
    }

    private static Result Report(InstalledModel installed, Work work, Measured measured, double? bandwidth)
    {
        var tensors = ModelInspection.Read(installed.Path).Tensors;
        var weights = tensors.Sum(tensor => tensor.Bytes);
        // An output head of its own is read for every token; of the embedding only a row is.
        var embedding = tensors.Any(tensor => tensor.Name is "output.weight" or "lm_head.weight")
            ? tensors.Where(tensor => tensor.Name is "token_embd.weight" or "model.embed_tokens.weight").Sum(tensor => tensor.Bytes)
            : 0;
        using var process = Process.GetCurrentProcess();
        return new Result(
            Math.Round(measured.Speed.Prefill, 2), Math.Round(measured.Speed.Decode, 2), Math.Round(measured.LoadSeconds, 4),
            Math.Round(measured.ResidentBytes / 1e6), Math.Round(process.PeakWorkingSet64 / 1e6),
            installed.Id, work.Prompt, work.Generate, work.Depth, work.Sequences, measured.Threads, work.Repeat, Processor.Name, Processor.Instructions,
            Math.Round(weights / 1e6, 1), Math.Round(measured.PackedBytes / 1e6, 1), Math.Round((weights - embedding) / 1e6, 1),
            bandwidth is { } limit ? Math.Round(limit, 2) : null);
    }

    private static void Write(Result result, Terminal terminal)
    {
        var many = result.Sequences > 1 ? $"{result.Sequences} times " : "";
        terminal.Out.WriteLine(FormattableString.Invariant($"{result.Model} on {result.Cpu}, {result.Threads} threads"));
        terminal.Out.WriteLine(FormattableString.Invariant($"reading {many}{result.Prompt} tokens    {result.PrefillTokS,8:F1} tokens/s"));
        terminal.Out.WriteLine(FormattableString.Invariant($"writing {many}{result.Generate} tokens after {result.Depth}    {result.DecodeTokS,8:F1} tokens/s"));
        if (result.BandwidthGbS is { } bandwidth)
        {
            // Several sequences share one reading of the weights.
            var read = result.TokenMb / 1e3 * result.DecodeTokS / result.Sequences;
            terminal.Out.WriteLine(FormattableString.Invariant($"memory is read at {bandwidth:F1} GB/s; the weights at {read:F1}, {read / bandwidth:P0} of that"));
        }
        terminal.Out.WriteLine(FormattableString.Invariant($"loading {result.LoadS:F2} s · memory {result.RssMb:F0} MB"));
    }

    private sealed record Work(int Prompt, int Generate, int Depth, int Sequences, int Repeat);

    private sealed record Measured(Speed Speed, double LoadSeconds, int Threads, long PackedBytes, long ResidentBytes);

    /// <param name="WeightMb">All tensors of the files.</param>
    /// <param name="PackedMb">Weights in private memory.</param>
    /// <param name="TokenMb">Weights that one pass reads.</param>
    private sealed record Result(
        double PrefillTokS, double DecodeTokS, double LoadS, double RssMb, double PeakRssMb,
        string Model, int Prompt, int Generate, int Depth, int Sequences, int Threads, int Repeat, string Cpu, IReadOnlyList<string> Instructions,
        double WeightMb, double PackedMb, double TokenMb, double? BandwidthGbS);
}
