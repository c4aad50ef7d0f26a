using System.CommandLine;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan tokenize</c>: text to token ids, or back. Needs no weights: a bare vocabulary will do.</summary>
internal static class TokenizeVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var text = Options.Text("--text", "TEXT", "The text itself.");
        var file = Options.Text("--text-file", "FILE", "A file with the text; '-' is standard input.");
        var ids = Options.TokenIds("--ids", "Token ids to turn into text, with --decode.");
        var decode = Options.Flag("--decode", "Turn ids into text; control tokens are shown unless --skip-special is given.");
        var skip = Options.Flag("--skip-special", "With --decode: leave control tokens out.");
        var special = Options.Flag("--special", "Control tokens in the text count as such; otherwise they are plain text.");
        var addBos = Options.Flag("--add-bos", "Put around the text what the model's file says (BOS, EOS).");
        var command = new Command("tokenize", "Turn text into token ids, or ids into text.");
        Options.AddTo(command, common.Model, text, file, ids, decode, skip, special, addBos, common.Json);
        command.Validators.Add(result =>
        {
            var sources = ((Option[])[text, file, ids]).Count(option => result.GetResult(option) is not null);
            if (sources != 1) result.AddError("give one of --text, --text-file and --ids");
            if (result.GetValue(decode) != (result.GetResult(ids) is not null)) result.AddError("--ids and --decode go together");
        });
        command.SetAction(arguments =>
        {
            var tokenizer = Open(common.Find(arguments).Path);
            var json = arguments.GetValue(common.Json);
            if (arguments.GetValue(decode))
            {
                var decoded = Decode(tokenizer, arguments.GetValue(ids)!, arguments.GetValue(skip));
                if (json) terminal.WriteJson(new { text = decoded });
                else terminal.Out.WriteLine(decoded);
                return;
            }
            var input = arguments.GetValue(text) ?? InputFile.ReadText(arguments.GetValue(file)!, terminal);
            var encoded = tokenizer.Encode(input, arguments.GetValue(special) ? SpecialTokens.Parse : SpecialTokens.Plain, arguments.GetValue(addBos));
            if (json) terminal.WriteJson(new { ids = encoded });
            else terminal.Out.WriteLine(string.Join(',', encoded));
        });
        return command;
    }

    private static string Decode(Tokenizer tokenizer, IReadOnlyList<int> ids, bool skipSpecial)
    {
        foreach (var id in ids)
            if (id >= tokenizer.VocabularySize) throw new UsageException($"there is no token {id}; the vocabulary ends at {tokenizer.VocabularySize - 1}.");
        return tokenizer.Decode([.. ids], skipSpecial);
    }

    /// <summary>The tokenizer of a .gguf file, of a tokenizer.json or of a folder that holds one.</summary>
    private static Tokenizer Open(string path)
    {
        if (Directory.Exists(path)) return Tokenizer.FromTokenizerJson(Path.Combine(path, "tokenizer.json"));
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return Tokenizer.FromTokenizerJson(path);
        using var file = GgufFile.Open(path);
        return Tokenizer.FromGguf(file.Metadata);
    }
}
