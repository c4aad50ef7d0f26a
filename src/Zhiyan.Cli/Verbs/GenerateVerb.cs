using System.CommandLine;
using Zhiyan.Cli.Generation;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan generate</c>: one reply, or one for each line of a batch.</summary>
internal static class GenerateVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var options = new GenerationOptions();
        var command = new Command("generate", "Write one reply, or one for each line of a batch.") { common.Model };
        options.AddTo(command);
        Options.AddTo(command, common.Context, common.Exact, common.Json);
        command.SetAction(async (arguments, cancellation) =>
        {
            var job = options.Read(arguments, terminal);
            using var engine = common.Load(arguments);
            if (arguments.GetValue(options.Batch) is { } file) await RunBatch(engine, file, job, terminal, cancellation);
            else if (arguments.GetValue(common.Json)) terminal.WriteJson(await GenerationResult.Of(job, job.Run(engine, cancellation)));
            else await Stream(job.Run(engine, cancellation), terminal);
        });
        return command;
    }

    /// <summary>A job that cannot be done gives a line that says so, and the others are done.</summary>
    private static async Task RunBatch(Engine engine, string file, GenerationJob defaults, Terminal terminal, CancellationToken cancellation)
    {
        using var reader = InputFile.Open(file, terminal);
        int number = 0, failed = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                var job = GenerationJob.Parse(line, defaults);
                terminal.WriteJson(await GenerationResult.Of(job, job.Run(engine, cancellation)));
            }
            catch (Exception error) when (error is UsageException or ArgumentException or ContextOverflowException or TemplateException)
            {
                failed++;
                terminal.WriteJson(new { line = number, error = error.Message });
            }
            await terminal.Out.FlushAsync(cancellation);
        }
        if (failed > 0) throw new UsageException($"{file}: {failed:N0} of the jobs failed; their lines say why.");
    }

    private static async Task Stream(IAsyncEnumerable<ChatEvent> events, Terminal terminal)
    {
        await foreach (var step in events)
        {
            foreach (var part in ReplyText.Parts(step)) ReplyText.Show(part, terminal);
            if (step is not ChatFinished finished) continue;
            terminal.Stream("\n");
            if (finished.Usage.DroppedTokens is > 0 and var dropped) terminal.Note($"the prompt was too long: {dropped:N0} of its tokens were dropped.");
        }
    }
}
