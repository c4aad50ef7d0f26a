using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Machine;
using Zhiyan.Cli.Measuring;
using Zhiyan.Inference;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan bench again</c>: the time to the first token after a prompt, and after the same prompt once more, which the cache knows.</summary>
internal static class BenchAgainVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var prompt = Options.CountOr(8_000, "--prompt", 1, 1 << 20, "Tokens of the prompt.");
        var repeat = Options.CountOr(3, "--repeat", 1, 1_000, "Prompts to try; medians are told.");
        var command = new Command("again", "Measure how soon a prompt that came before is answered.") { common.Model, prompt, repeat, common.Json };
        command.SetAction(async (arguments, cancellation) =>
        {
            var (tokens, runs) = (arguments.GetValue(prompt), arguments.GetValue(repeat));
            var installed = common.Find(arguments);
            using var engine = Engine.Load(installed.Path, installed.Card, new EngineSettings { Threads = arguments.GetValue(common.Threads) });
            var vocabulary = engine.Model.Config.Vocabulary;
            await FirstToken(engine, BenchTokens.Of(Math.Min(tokens, 64), vocabulary), cancellation);       // compiles what is needed, and is not counted

            var (first, again, cached) = (new List<double>(), new List<double>(), 0);
            for (var run = 1; run <= runs; run++)
            {
                var text = BenchTokens.Of(tokens, vocabulary, run);
                first.Add((await FirstToken(engine, text, cancellation)).Seconds);
                (var seconds, cached) = await FirstToken(engine, text, cancellation);
                again.Add(seconds);
            }

            var result = new Result(Round(first), Round(again), Math.Round(Quantile.Of(again.Zip(first, (second, one) => second / one), 0.5), 5), installed.Id, tokens, cached, Processor.Name);
            if (arguments.GetValue(common.Json)) terminal.WriteJson(result);
            else terminal.Out.WriteLine(FormattableString.Invariant(
                $"{result.Model}: first token after {tokens} tokens {result.FirstS:F3} s; again {result.AgainS:F3} s, {result.Share:P2} of that ({cached} tokens cached)"));
        });
        return command;
    }

    private static double Round(List<double> seconds) => Math.Round(Quantile.Of(seconds, 0.5), 5);

    private static async Task<(double Seconds, int Cached)> FirstToken(Engine engine, int[] prompt, CancellationToken cancellation)
    {
        var request = new GenerationRequest { Prompt = prompt, MaxTokens = 1, Sampling = new SamplingSettings { Temperature = 0 }, IgnoreEnd = true };
        var (cached, seconds, start) = (0, double.NaN, Stopwatch.GetTimestamp());
        await foreach (var step in engine.Generate(request, cancellation))
        {
            if (step is PromptRead read) cached = read.CachedTokens;
            if (step is Generated) seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return (seconds, cached);
    }

    /// <param name="Share">The second time as a share of the first.</param>
    private sealed record Result(double FirstS, double AgainS, double Share, string Model, int Prompt, int CachedTokens, string Cpu);
}
