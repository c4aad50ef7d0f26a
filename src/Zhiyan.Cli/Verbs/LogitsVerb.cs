using System.CommandLine;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan logits</c>: the raw scores after each of some tokens, as a tensor [tokens, vocabulary] in a file.</summary>
internal static class LogitsVerb
{
    private const int TokensPerCall = 64;       // between two looks at Ctrl+C

    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var tokens = Options.TokenIds("--tokens", "Token ids to read.");
        var file = Options.RequiredText("--out", "FILE", "A safetensors file to write; its tensor 'logits' is F32 [tokens, vocabulary].");
        tokens.Required = true;
        var command = new Command("logits", "Write the logits after each token to a file.") { common.Model, tokens, file, common.Exact, common.Json };
        command.SetAction(async (arguments, cancellation) =>
        {
            await Task.Yield();
            var ids = arguments.GetValue(tokens)!;
            var path = arguments.GetValue(file)!;
            using var model = common.Open(arguments);
            CommonOptions.Check(ids, model);
            using var runner = new Runner(model, arguments.GetValue(common.Threads));
            using var session = new Session(runner);
            using var writer = new SafetensorsWriter(path, "logits", ids.Count, model.Config.Vocabulary);
            foreach (var chunk in ids.Chunk(TokensPerCall))
            {
                cancellation.ThrowIfCancellationRequested();
                session.Append(chunk, (_, logits) => writer.Write(logits));
            }
            writer.Commit();

            if (arguments.GetValue(common.Json)) terminal.WriteJson(new { file = path, shape = (int[])[ids.Count, model.Config.Vocabulary] });
            else terminal.Out.WriteLine($"{path}: logits, F32 [{ids.Count}, {model.Config.Vocabulary}]");
        });
        return command;
    }
}
