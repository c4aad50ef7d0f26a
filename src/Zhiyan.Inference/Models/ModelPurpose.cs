using System.Text.Json.Nodes;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Models;

/// <summary>
/// What a model's own files say it is for: to write text, to turn text into vectors, or to score pairs of texts. Only the start of a file is
/// read: the keys before the vocabulary, which every converter writes first.
/// </summary>
/// <param name="Architecture">The name in the files: GGUF's, or the class of transformers.</param>
/// <param name="IsEncoder">It is run by <see cref="Encoder"/>.</param>
/// <param name="Pooling">How a text's vector comes about; null where the files do not tell.</param>
/// <param name="Scores">It has a head that scores pairs.</param>
internal sealed record ModelPurpose(string? Architecture, bool IsEncoder, Pooling? Pooling, bool Scores)
{
    public const string GgufEncoder = "bert";

    private const string VocabularyKeys = "tokenizer.";
    private const int MaximumModules = 16;

    private static readonly string[] encoders = ["BertModel", "XLMRobertaModel", Scorer];

    private const string Scorer = "XLMRobertaForSequenceClassification";

    /// <summary>The model gives vectors.</summary>
    public bool Embeds => !Scores && (IsEncoder || Pooling is not null);

    /// <summary>Reads a .gguf file or a folder. Throws <see cref="ModelFormatException"/>.</summary>
    public static ModelPurpose Read(string path) => Directory.Exists(path)
        ? Of(path, JsonFile.Open(Path.Combine(path, "config.json")))
        : Of(GgufFile.ReadHead(path, key => key.StartsWith(VocabularyKeys, StringComparison.Ordinal)));

    public static ModelPurpose Of(GgufMetadata keys)
    {
        var architecture = keys.String("general.architecture");
        var type = keys.Integer($"{architecture}.pooling_type");
        var scores = type == 4 || keys.Contains($"{architecture}.classifier.output_labels");
        Pooling? pooling = type switch
        {
            1 => Models.Pooling.Mean,
            2 => Models.Pooling.First,
            3 => Models.Pooling.Last,
            null or 0 or 4 => null,
            _ => throw new ModelFormatException($"{keys.Path}: the pooling type {type} is not built; these are: 1 (mean), 2 (first token), 3 (last token)."),
        };
        return new ModelPurpose(architecture, IsEncoderName(architecture), pooling, scores);
    }

    /// <param name="folder">Where <c>modules.json</c> may lie, by which sentence-transformers tells how a text's vector comes about.</param>
    public static ModelPurpose Of(string folder, JsonFile config)
    {
        var name = config.Strings("architectures") is [var first, ..] ? first : throw config.Wrong("architectures", "a list that names the model's class");
        return new ModelPurpose(name, IsEncoderName(name), ReadPooling(folder), name == Scorer);
    }

    public static bool IsEncoderName(string? architecture) => architecture == GgufEncoder || encoders.Contains(architecture);

    private static Pooling? ReadPooling(string folder)
    {
        var file = Path.Combine(folder, "modules.json");
        if (!File.Exists(file)) return null;
        var modules = JsonFile.OpenList(file);
        if (modules.Count > MaximumModules) throw new ModelFormatException($"{file}: {modules.Count} modules are more than any model has; fetch it again.");
        Pooling? pooling = null;
        foreach (var module in modules.OfType<JsonObject>())
        {
            var type = module["type"]?.ToString().Split('.')[^1];
            if (type == "Pooling") pooling = ReadMode(Path.Combine(folder, Path.GetFileName(module["path"]?.ToString() ?? ""), "config.json"));
            else if (type is not ("Transformer" or "Normalize")) throw new ModelFormatException($"{file}: the module '{type}' is not built; these are: Transformer, Pooling, Normalize.");
        }
        return pooling;
    }

    private static Pooling ReadMode(string path)
    {
        const string prefix = "pooling_mode_";
        var file = JsonFile.Open(path);
        string[] modes = [.. file.Values.Select(pair => pair.Key).Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && file.Node(key)?.GetValueKind() == System.Text.Json.JsonValueKind.True)];
        return modes switch
        {
            [prefix + "mean_tokens"] => Models.Pooling.Mean,
            [prefix + "cls_token"] => Models.Pooling.First,
            [prefix + "lasttoken"] => Models.Pooling.Last,
            _ => throw new ModelFormatException($"{path}: the pooling {string.Join(" + ", modes)} is not built; one of these is: mean_tokens, cls_token, lasttoken."),
        };
    }
}
