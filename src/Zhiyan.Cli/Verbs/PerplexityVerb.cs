using System.CommandLine;
using System.Text;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan perplexity</c>: how well a model foresees a text, over consecutive windows; the first token of each is not scored.</summary>
internal static class PerplexityVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var file = Options.RequiredText("--file", "FILE", "The text, in UTF-8.");
        var characters = Options.Count("--characters", 1, int.MaxValue, "Take this many characters from the start of the file.");
        var context = Options.CountOr(2048, "--context", 2, 1 << 20, "Tokens in a window.");
        var command = new Command("perplexity", "Measure how well a model foresees a text.") { common.Model, file, characters, context, common.Exact, common.Json };
        command.SetAction(async (arguments, cancellation) =>
        {
            await Task.Yield();
            var path = arguments.GetValue(file)!;
            var text = ReadStart(path, arguments.GetValue(characters) ?? int.MaxValue, terminal);
            using var model = common.Open(arguments);
            using var runner = new Runner(model, arguments.GetValue(common.Threads));
            var tokens = model.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false);
            if (tokens.Length < 2) throw new UsageException($"{path}: the text has {tokens.Length} tokens, and the first is not scored; take a longer one.");

            var progress = new Progress(terminal, "perplexity: token", tokens.Length);
            var (total, scored) = Score(runner, tokens, arguments.GetValue(context), progress, cancellation);
            var mean = total / scored;
            if (arguments.GetValue(common.Json)) terminal.WriteJson(new { nll_per_token = mean, perplexity = Math.Exp(mean), tokens = scored });
            else terminal.Out.WriteLine(FormattableString.Invariant($"perplexity {Math.Exp(mean):F4} · {mean:F5} nats a token · {scored} tokens"));
        });
        return command;
    }

    /// <summary>The sum of −ln p over every token but the first of each window, and how many there are.</summary>
    private static (double Total, int Scored) Score(Runner runner, int[] tokens, int window, Progress progress, CancellationToken cancellation)
    {
        var (total, scored, done) = (0.0, 0, 0);
        using var session = new Session(runner);
        foreach (var ids in tokens.Chunk(window))
        {
            session.Rewind(0);
            session.Append(ids, (index, logits) =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (index + 1 == ids.Length) return;
                total -= TokenLogprob.Measure(logits, ids[index + 1], []);
                scored++;
            });
            done += ids.Length;
            progress.Report(done, scored == 0 ? "" : FormattableString.Invariant($"perplexity {Math.Exp(total / scored):F2}"));
        }
        return (total, scored);
    }

    /// <summary>The first characters of a file, counted as Unicode does and not as UTF-16.</summary>
    private static string ReadStart(string path, int characters, Terminal terminal)
    {
        using var reader = InputFile.Open(path, terminal);
        var text = new StringBuilder();
        for (var count = 0; reader.Read() is >= 0 and var unit; text.Append((char)unit))
            if (!char.IsLowSurrogate((char)unit) && ++count > characters) break;
        return text.ToString();
    }
}
