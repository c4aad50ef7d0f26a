using System.Globalization;
using System.Text.RegularExpressions;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Models;

/// <summary>A folder in Hugging Face's form; config.json becomes an <see cref="EncoderConfig"/>, tensor names become GGUF's.</summary>
internal sealed partial class HuggingFaceEncoder : EncoderCheckpoint
{
    private readonly SafetensorsFolder folder;
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    public HuggingFaceEncoder(string path)
    {
        folder = SafetensorsFolder.Open(path);
        try
        {
            Config = ReadConfig().Checked(Path);
            foreach (var tensor in folder.Tensors.Values)
                if (GgufName(Prefix().Replace(tensor.Name, "")) is { } known) tensors.TryAdd(known, tensor);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public override string Path => folder.Path;

    public override long Length => folder.Length;

    public override EncoderConfig Config { get; }

    public override Tensor? Find(string name) => tensors.GetValueOrDefault(name);

    public override Tokenizer ReadTokenizer()
    {
        var file = System.IO.Path.Combine(Path, "tokenizer.json");
        if (!File.Exists(file)) throw new ModelFormatException($"{Path}: there is no tokenizer.json; this model can be run on token ids only, fetch its tokenizer.json to give it text.");
        return Tokenizer.FromTokenizerJson(file);
    }

    public override void Dispose() => folder.Dispose();

    private static readonly Dictionary<string, string> TopLevel = new(StringComparer.Ordinal)
    {
        ["embeddings.word_embeddings.weight"] = "token_embd.weight",
        ["embeddings.position_embeddings.weight"] = "position_embd.weight",
        ["embeddings.token_type_embeddings.weight"] = "token_types.weight",
        ["embeddings.LayerNorm.weight"] = "token_embd_norm.weight",
        ["embeddings.LayerNorm.bias"] = "token_embd_norm.bias",
        ["classifier.dense.weight"] = "cls.weight",
        ["classifier.dense.bias"] = "cls.bias",
        ["classifier.out_proj.weight"] = "cls.output.weight",
        ["classifier.out_proj.bias"] = "cls.output.bias",
    };

    private static readonly Dictionary<string, string> InLayer = new(StringComparer.Ordinal)
    {
        ["attention.self.query"] = "attn_q",
        ["attention.self.key"] = "attn_k",
        ["attention.self.value"] = "attn_v",
        ["attention.output.dense"] = "attn_output",
        ["attention.output.LayerNorm"] = "attn_output_norm",
        ["intermediate.dense"] = "ffn_up",
        ["output.dense"] = "ffn_down",
        ["output.LayerNorm"] = "layer_output_norm",
    };

    private EncoderConfig ReadConfig()
    {
        var config = folder.Config;
        var purpose = ModelPurpose.Of(Path, config);
        if (config.String("hidden_act") is { } activation && activation != "gelu")
            throw new ModelFormatException($"{Path}: the activation '{activation}' is not built for {purpose.Architecture}, only gelu.");
        if (config.String("position_embedding_type") is { } positions && positions != "absolute")
            throw new ModelFormatException($"{Path}: positions of the type '{positions}' are not built for {purpose.Architecture}, only absolute ones.");
        var first = purpose.Architecture!.StartsWith("XLMRoberta", StringComparison.Ordinal) ? (config.Integer("pad_token_id") ?? 1) + 1 : 0;
        return new EncoderConfig
        {
            Layers = config.RequiredInteger("num_hidden_layers"),
            Width = config.RequiredInteger("hidden_size"),
            Heads = config.RequiredInteger("num_attention_heads"),
            FeedForward = config.RequiredInteger("intermediate_size"),
            Vocabulary = config.RequiredInteger("vocab_size"),
            Context = config.RequiredInteger("max_position_embeddings") - first,
            FirstPosition = first,
            TokenTypes = config.RequiredInteger("type_vocab_size"),
            NormEpsilon = (float)(config.Number("layer_norm_eps") ?? 1e-12),
            Pooling = purpose.Pooling ?? Pooling.Mean,
            Scores = purpose.Scores,
        };
    }

    /// <summary>The GGUF name of an encoder's tensor; null for one that is not used (BERT's pooler).</summary>
    private string? GgufName(string name)
    {
        if (TopLevel.TryGetValue(name, out var top)) return top;
        var match = LayerTensor().Match(name);
        if (!match.Success || !int.TryParse(match.Groups["layer"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)) return null;
        return layer < Config.Layers && InLayer.TryGetValue(match.Groups["part"].Value, out var part)
            ? $"blk.{layer}.{part}.{match.Groups["kind"].Value}"
            : null;
    }

    [GeneratedRegex(@"^(bert\.|roberta\.)")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^encoder\.layer\.(?<layer>\d+)\.(?<part>.+)\.(?<kind>weight|bias)$")]
    private static partial Regex LayerTensor();
}
