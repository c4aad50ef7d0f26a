using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Models;

/// <summary>A GGUF of the architecture bert, which XLM-R models have too.</summary>
internal sealed class GgufEncoder : EncoderCheckpoint
{
    private const string Prefix = ModelPurpose.GgufEncoder + ".";

    private readonly GgufFile file;

    public GgufEncoder(string path)
    {
        file = GgufFile.Open(path);
        try
        {
            Config = ReadConfig().Checked(Path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override string Path => file.Path;

    public override long Length => file.Length;

    public override EncoderConfig Config { get; }

    public override Tensor? Find(string name) => file.Tensors.GetValueOrDefault(name);

    public override Tokenizer ReadTokenizer() => Tokenizer.FromGguf(file.Metadata);

    public override void Dispose() => file.Dispose();

    private EncoderConfig ReadConfig()
    {
        var keys = file.Metadata;
        if (keys.Boolean(Prefix + "attention.causal") is true)
            throw new ModelFormatException($"{Path}: causal attention is not built for the architecture '{ModelPurpose.GgufEncoder}'.");
        return new EncoderConfig
        {
            Layers = Int("block_count"),
            Width = Int("embedding_length"),
            Heads = Int("attention.head_count"),
            FeedForward = Int("feed_forward_length"),
            Vocabulary = Rows("token_embd.weight"),
            Context = Rows("position_embd.weight"),
            FirstPosition = 0,          // the converter drops the rows that no token has
            TokenTypes = Rows("token_types.weight"),
            NormEpsilon = (float)keys.RequiredNumber(Prefix + "attention.layer_norm_epsilon"),
            Pooling = ModelPurpose.Of(keys).Pooling ?? Pooling.Mean,
            Scores = Find("cls.output.weight") is not null,
        };

        int Int(string key) => keys.RequiredInteger(Prefix + key) is >= 0 and <= int.MaxValue and var value
            ? (int)value
            : throw new ModelFormatException($"{Path}: the key '{Prefix}{key}' is out of range; the model's settings are broken, fetch it again.");

        int Rows(string name) => Find(name) is { Shape: [_, var rows] } && rows <= int.MaxValue
            ? (int)rows
            : throw new ModelFormatException($"{Path}: the tensor '{name}' is missing or no matrix; the model is not complete, fetch it again.");
    }
}
