using System.CommandLine;
using System.Globalization;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan embed</c>: texts, lines of a file or token ids to vectors of length 1.</summary>
internal static class EmbedVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var name = Options.Text("--model", "MODEL", $"An embedding model: a .gguf file, a folder with safetensors, or an installed model's name. Default: {ModelCatalog.DefaultEmbedder}.");
        name.Aliases.Add("-m");
        var texts = Options.Texts("--text", "TEXT", "A text; may be given several times.");
        var file = Options.Text("--file", "FILE", "A file with a text on each line; '-' is standard input.");
        var tokens = Options.TokenIds("--tokens", "A text in token ids, to which nothing is added.");
        var role = Options.Text("--role", "ROLE", "What the texts are to each other, as the model's card names it (query, passage): its prefix goes before each of them.");
        var truncate = Options.Flag("--truncate", "Cut texts that are longer than the context; otherwise they are refused.");
        var command = new Command("embed", "Turn texts into vectors.") { name, texts, file, tokens, role, truncate, common.Exact, common.Json };
        command.Validators.Add(result =>
        {
            if (((Option[])[texts, file, tokens]).Count(option => result.GetResult(option) is not null) != 1) result.AddError("give one of --text, --file and --tokens");
            if (result.GetResult(tokens) is not null && result.GetResult(role) is not null) result.AddError("--role puts nothing before --tokens");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            await Task.Yield();
            var installed = common.Catalog(arguments).Find(arguments.GetValue(name) ?? ModelCatalog.DefaultEmbedder);
            using var model = EmbeddingModel.Open(installed.Path, installed.Card, new EmbeddingSettings { Threads = arguments.GetValue(common.Threads), Exact = arguments.GetValue(common.Exact) });
            if (model.IsReranker) throw new UsageException($"{installed.Path}: this is a reranker, which scores pairs of texts and gives no vectors; name an embedding model.");
            var embedded = arguments.GetValue(tokens) is { } ids
                ? model.EmbedTokens([ids], arguments.GetValue(truncate), cancellation)
                : model.Embed(
                    arguments.GetValue(file) is { } path ? ReadLines(path, terminal) : arguments.GetValue(texts)!,
                    new EmbeddingOptions { Role = arguments.GetValue(role), Truncate = arguments.GetValue(truncate) }, cancellation);

            if (embedded.DroppedTokens > 0) terminal.Note($"some texts were too long: {embedded.DroppedTokens:N0} of their tokens were dropped.");
            if (arguments.GetValue(common.Json)) terminal.WriteJson(new { model = installed.Id, dimensions = model.Dimensions, tokens = embedded.Tokens, embeddings = embedded.Vectors });
            else foreach (var vector in embedded.Vectors) terminal.Out.WriteLine(string.Join(' ', vector.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        });
        return command;
    }

    private static List<string> ReadLines(string path, Terminal terminal)
    {
        using var reader = InputFile.Open(path, terminal);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return lines.Count > 0 ? lines : throw new UsageException($"{path}: there is no line in it.");
    }
}
