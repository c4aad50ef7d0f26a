using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Measuring.Load;
using Zhiyan.Server;

namespace Zhiyan.Cli.Verbs;

/// <summary>
/// <c>zhiyan bench serve</c>: sends the requests of a trace to a server, this process's own or a running one, and tells throughput, times to the
/// first and between tokens, cache hits, and what became of the requests.
/// </summary>
internal static class BenchServeVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var trace = Options.RequiredText("--trace", "FILE", "A trace of requests: .csv with t_seconds, input_tokens, output_tokens, or Mooncake's .jsonl.");
        var requests = Options.CountOr(200, "--requests", 1, 100_000, "Requests to take from the trace's beginning.");
        var maxInput = Options.CountOr(1_024, "--max-input", 1, 1 << 20, "Longer prompts are cut to this many tokens.");
        var maxOutput = Options.CountOr(128, "--max-output", 1, 1 << 20, "Longer replies are cut to this many tokens.");
        var users = Options.Count("--users", 1, 8_000, "Closed loop: this many users, each with one request at a time. Without it, requests come at the trace's times.");
        var speedup = Options.Number<double>("--speedup", "The trace's times are divided by it.");
        speedup.DefaultValueFactory = _ => 1;
        var vocabulary = Options.CountOr(10_000, "--vocabulary", 2, 1 << 24, "Prompts are made of token ids below it.");
        var idle = Options.CountOr(0, "--idle", 0, 4_000, "Streams that stay open beside them and wait in silence, as background requests.");
        var url = Options.Text("--url", "URL", "A server that runs already. Without it, one is started in this process.");
        var key = Options.Text("--api-key", "KEY", "For that server.");
        var process = Options.Count("--pid", 1, int.MaxValue, "That server's process, to watch its memory.");
        var command = new Command("serve", "Measure a server under the requests of a trace.")
        {
            trace, requests, maxInput, maxOutput, users, speedup, vocabulary, idle, url, key, process, common.Model, common.Json,
        };
        var engine = new EngineOptions();
        engine.AddTo(command, common);
        command.SetAction(async (arguments, cancellation) =>
        {
            var load = TraceFile.Read(arguments.GetValue(trace)!, arguments.GetValue(requests));
            var pace = arguments.GetValue(speedup);
            if (!(pace > 0 && double.IsFinite(pace))) throw new UsageException("--speedup takes a number above 0.");

            var address = arguments.GetValue(url);
            await using var target = address is not null
                ? await LoadTarget.At(address, arguments.GetValue(key), cancellation)
                : await LoadTarget.Start(new ServerSettings
                {
                    Catalog = common.Catalog(arguments),
                    Model = arguments.GetValue(common.Model),
                    Engine = engine.Read(arguments, common),
                }, cancellation);
            var asked = target.IsOwn ? null : arguments.GetValue(common.Model);
            await using var memory = new MemoryWatch(target.IsOwn ? Environment.ProcessId : arguments.GetValue(process) ?? 0);
            var client = new CompletionClient(target.Http, asked);
            var prompts = new TracePrompts(arguments.GetValue(vocabulary), arguments.GetValue(maxInput));
            var run = new LoadRun(client, prompts, load, arguments.GetValue(maxOutput));
            var silent = new IdleStreams(client, arguments.GetValue(idle), arguments.GetValue(vocabulary));
            var progress = new Progress(terminal, "bench: request", load.Count);
            var start = Stopwatch.GetTimestamp();
            var active = arguments.GetValue(users) is { } count ? run.Closed(count, Report, cancellation) : run.Open(pace, Report, cancellation);
            // They must find the server busy.
            while (!active.IsCompleted && run.Peak < Math.Min(arguments.GetValue(users) ?? 1, load.Count)) await Task.Delay(10, cancellation);
            var before = memory.Now;
            var held = silent.Hold(cancellation);
            await active;
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var after = memory.Now;
            silent.Close();
            await held;

            var result = new Result(
                Path.GetFileName(arguments.GetValue(trace)!), arguments.GetValue(users) is null ? "open" : "closed", arguments.GetValue(users), pace,
                LoadReport.Of(run.Outcomes, seconds), run.Peak, Math.Round(run.Lag, 3),
                arguments.GetValue(idle), LoadReport.Count(silent.Outcomes), Known(before), Known(after), Known(memory.Peak));
            if (arguments.GetValue(common.Json)) terminal.WriteJson(result);
            else Write(result, terminal);

            void Report(int done) => progress.Report(done, "");
        });
        return command;
    }

    private static double? Known(double megabytes) => double.IsNaN(megabytes) ? null : megabytes;

    private static void Write(Result result, Terminal terminal)
    {
        var load = result.Load;
        Line($"{result.Trace}, {(result.Users is { } users ? $"{users} users" : FormattableString.Invariant($"open loop, {result.Speedup} times as fast"))}: "
            + $"{load.Completed} of {load.Requests} requests completed, {load.Refused} refused, {load.Failed} failed, {load.Dropped} dropped; {result.MostAtOnce} at once");
        Line(FormattableString.Invariant($"{load.PromptTokS:F1} prompt tokens/s ({Share(load):P0} of them cached), {load.CompletionTokS:F1} written tokens/s, {load.Seconds:F1} s"));
        Times("first token", load.TtftS);
        Times("between tokens", load.TpotS);
        Times("whole reply", load.LatencyS);
        if (result.LagS > 0.1) Line(FormattableString.Invariant($"the driver was up to {result.LagS:F1} s late"));
        if (result.Idle > 0)
            Line($"{result.Idle} idle streams, answered {result.IdleOutcomes.Completed} times; {result.IdleOutcomes.Refused} refused, {result.IdleOutcomes.Failed} failed, {result.IdleOutcomes.Dropped} dropped");
        if (result.RssMbBefore is not null)
            Line(FormattableString.Invariant($"server memory: {result.RssMbBefore} MB when all were at work, {result.RssMbAfter} at the end, at most {result.RssMbPeak}"));
        if (load.FirstError is { } error) Line($"first error: {Terminal.Printable(error)}");

        void Line(string text) => terminal.Out.WriteLine(text);

        void Times(string what, Percentiles? seconds)
        {
            if (seconds is not null) Line(FormattableString.Invariant($"{what,-15} {seconds.P50,8:F3} s at the median, {seconds.P95:F3} at 95 %, {seconds.P99:F3} at 99 %"));
        }
    }

    private static double Share(LoadReport load) => load.PromptTokens == 0 ? 0 : (double)load.CachedTokens / load.PromptTokens;

    /// <summary>Megabytes are of the server's process: when the load was there and the idle streams were not, at the load's end, and at most. In one process with it, the driver counts too.</summary>
    private sealed record Result(
        string Trace, string Loop, int? Users, double Speedup, LoadReport Load, int MostAtOnce, double LagS,
        int Idle, OutcomeCounts IdleOutcomes, double? RssMbBefore, double? RssMbAfter, double? RssMbPeak);
}
