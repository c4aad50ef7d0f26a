using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Kernels.Operations;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Models;

/// <summary>A GGUF model: <c>{architecture}.*</c> keys become a <see cref="ModelConfig"/>, tensors already have their names.</summary>
internal sealed class GgufCheckpoint : Checkpoint
{
    private readonly GgufFile file;

    public GgufCheckpoint(string path)
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

    public override ModelConfig Config { get; }

    public override string? Name => file.Metadata.String("general.name");

    public override string? License => file.Metadata.String("general.license");

    public override string? ChatTemplate => file.Metadata.String("tokenizer.chat_template");

    public override IReadOnlyList<int> EndTokens =>
        [.. new[] { "eos", "eot", "eom" }.Select(kind => file.Metadata.Integer($"tokenizer.ggml.{kind}_token_id")).OfType<long>().Select(id => (int)id)];

    public override SamplingDefaults Sampling => new(
        (float?)file.Metadata.Number("general.sampling.temp"),
        (int?)file.Metadata.Integer("general.sampling.top_k"),
        (float?)file.Metadata.Number("general.sampling.top_p"),
        (float?)file.Metadata.Number("general.sampling.min_p"),
        (float?)file.Metadata.Number("general.sampling.penalty_repeat"));

    public override IEnumerable<Tensor> Tensors => file.Tensors.Values;

    public override IEnumerable<KeyValuePair<string, object?>> Metadata => file.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value));

    public override Tensor? Find(string name) => file.Tensors.GetValueOrDefault(name);

    public override Tokenizer ReadTokenizer() => Tokenizer.FromGguf(file.Metadata);

    public override void Dispose() => file.Dispose();

    private ModelConfig ReadConfig()
    {
        var keys = file.Metadata;
        var architecture = Architecture.OfGguf(Path, keys.RequiredString("general.architecture"));
        var prefix = architecture.Name;
        var heads = Int("attention.head_count");
        var width = Int("embedding_length");
        if (heads < 1) throw new ModelFormatException($"{Path}: the number of heads is {heads:N0}; the model's settings are broken, fetch it again.");
        var headDim = OptionalInt("attention.key_length") ?? width / heads;
        if (OptionalInt("attention.value_length") is { } valueDim && valueDim != headDim)
            throw new ModelFormatException($"{Path}: keys of {headDim} and values of {valueDim} dimensions are not built for '{prefix}'.");
        var layers = Int("block_count");

        return new ModelConfig
        {
            Architecture = architecture.Name,
            Layers = layers,
            Width = width,
            Heads = heads,
            KeyValueHeads = OptionalInt("attention.head_count_kv") ?? heads,
            HeadDim = headDim,
            FeedForward = Int("feed_forward_length"),
            Vocabulary = Find("token_embd.weight") is { Shape: [_, var rows] } && rows <= int.MaxValue
                ? (int)rows
                : throw new ModelFormatException($"{Path}: the tensor 'token_embd.weight' is missing or no matrix; the model is not complete, fetch it again."),
            Context = Int("context_length"),
            NormEpsilon = (float)keys.RequiredNumber($"{prefix}.attention.layer_norm_rms_epsilon"),
            Rope = ReadRope(prefix, headDim, architecture.GgufPairing),
            Windows = new int[Math.Clamp(layers, 0, 1_000)],
            TiedHead = Find("output.weight") is null,
            QueryKeyNorm = architecture.QueryKeyNorm,
            QueryKeyValueBias = architecture.AlwaysQueryKeyValueBias || Find("blk.0.attn_q.bias") is not null,
            OutputBias = Find("blk.0.attn_output.bias") is not null,
            FeedForwardBias = Find("blk.0.ffn_gate.bias") is not null,
            Scales = !architecture.HasScales ? new ScaleFactors() : new ScaleFactors(
                Factor("embedding_scale") ?? 1, Factor("residual_scale") ?? 1, Factor("attention.scale"), Factor("logit_scale") ?? 1),
        };

        float? Factor(string key) => (float?)keys.Number($"{prefix}.{key}");

        int Int(string key) => OptionalInt(key) ?? throw new ModelFormatException($"{Path}: the key '{prefix}.{key}' is missing; the file is not a complete model, convert or fetch it again.");

        int? OptionalInt(string key) => keys.Integer($"{prefix}.{key}") is { } value
            ? value is >= 0 and <= int.MaxValue
                ? (int)value
                : throw new ModelFormatException($"{Path}: the key '{prefix}.{key}' is {value}; the model's settings are broken, fetch it again.")
            : null;
    }

    private RopeSettings ReadRope(string prefix, int headDim, RopePairing pairing)
    {
        var keys = file.Metadata;
        var dimensions = (int)Math.Clamp(keys.Integer($"{prefix}.rope.dimension_count") ?? headDim, 0, int.MaxValue);
        return new RopeSettings(keys.Number($"{prefix}.rope.freq_base") ?? 10_000, dimensions, pairing, ReadScaling(prefix, dimensions));
    }

    private RopeScaling? ReadScaling(string prefix, int dimensions)
    {
        var keys = file.Metadata;
        if (Find("rope_freqs.weight") is { } divisors)
        {
            Require("rope_freqs.weight", dimensions / 2);
            if (divisors.Type != TensorType.F32) throw new ModelFormatException($"{Path}: the tensor 'rope_freqs.weight' is {divisors.Type}, not F32; convert the model again.");
            return new RopeScaling.Divisors(FloatTensor.Read(Path, divisors));
        }

        var type = keys.String($"{prefix}.rope.scaling.type");
        var factor = keys.Number($"{prefix}.rope.scaling.factor") ?? keys.Number($"{prefix}.rope.scale_linear");
        if (factor is not null && !(factor > 0 && double.IsFinite(factor.Value)))
            throw new ModelFormatException($"{Path}: the rope scaling factor is {factor}; the model's settings are broken, fetch it again.");
        return type switch
        {
            "none" => null,
            null or "linear" => factor is { } linear && linear != 1 ? new RopeScaling.Linear(linear) : null,
            "yarn" => ReadYarn(prefix, factor ?? 1),
            _ => throw new ModelFormatException($"{Path}: the rope scaling '{type}' is not built for '{prefix}'; these are: none, linear, yarn, and the tensor rope_freqs."),
        };
    }

    private RopeScaling.Yarn ReadYarn(string prefix, double factor)
    {
        var keys = file.Metadata;
        var original = keys.Integer($"{prefix}.rope.scaling.original_context_length") ?? keys.RequiredInteger($"{prefix}.context_length");
        var attention = keys.Number($"{prefix}.rope.scaling.yarn_attn_factor") ?? RopeScaling.Yarn.DefaultAttentionFactor(factor);
        return new RopeScaling.Yarn(
            factor,
            (int)Math.Clamp(original, 1, int.MaxValue),
            keys.Number($"{prefix}.rope.scaling.yarn_beta_fast") ?? 32,
            keys.Number($"{prefix}.rope.scaling.yarn_beta_slow") ?? 1,
            attention * (keys.Number($"{prefix}.rope.scaling.attn_factor") ?? 1),
            Truncate: true);
    }
}
