using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Models;

/// <summary>Reads a <see cref="ModelConfig"/> from config.json, in the keys of transformers 4 and 5 alike.</summary>
internal static class HuggingFaceConfig
{
    public static ModelConfig Read(string path, JsonFile file)
    {
        var name = file.Strings("architectures") is [var first, ..] ? first : throw file.Wrong("architectures", "a list that names the model's class");
        var architecture = Architecture.OfHuggingFace(path, name);
        var config = file.Object("text_config") ?? file;
        var heads = config.RequiredInteger("num_attention_heads");
        var width = config.RequiredInteger("hidden_size");
        if (heads < 1) throw config.Wrong("num_attention_heads", "1 or more");
        var headDim = config.Integer("head_dim") ?? architecture.DefaultHeadDim ?? width / heads;
        var layers = config.RequiredInteger("num_hidden_layers");
        if (config.String("hidden_act") is { } activation && activation is not ("silu" or "swish"))
            throw new ModelFormatException($"{path}: the activation '{activation}' is not built for {name}, only silu.");
        var attentionBias = Flag(architecture.AttentionBiasKey);
        var context = config.Integer("max_position_embeddings") ?? architecture.DefaultContext;

        return new ModelConfig
        {
            Architecture = architecture.Name,
            Layers = layers,
            Width = width,
            Heads = heads,
            KeyValueHeads = config.Integer("num_key_value_heads") ?? heads,
            HeadDim = headDim,
            FeedForward = config.RequiredInteger("intermediate_size"),
            Vocabulary = config.RequiredInteger("vocab_size"),
            Context = context,
            NormEpsilon = (float)(config.Number("rms_norm_eps") ?? architecture.DefaultNormEpsilon),
            Rope = ReadRope(path, config, architecture, headDim, context),
            Windows = ReadWindows(config, architecture, Math.Clamp(layers, 0, 1_000)),
            TiedHead = file.Boolean("tie_word_embeddings") ?? config.Boolean("tie_word_embeddings") ?? architecture.TiedByDefault,
            QueryKeyNorm = architecture.QueryKeyNorm,
            QueryKeyValueBias = architecture.AlwaysQueryKeyValueBias || attentionBias,
            OutputBias = attentionBias,
            FeedForwardBias = Flag(architecture.FeedForwardBiasKey),
            Scales = !architecture.HasScales ? new ScaleFactors() : new ScaleFactors(
                Factor("embedding_multiplier") ?? 1, Factor("residual_multiplier") ?? 1, Factor("attention_multiplier") ?? 1, Factor("logits_scaling") ?? 1),
        };

        float? Factor(string key) => (float?)config.Number(key);

        bool Flag(string? key) => key is not null && config.Boolean(key) is true;
    }

    private static RopeSettings ReadRope(string path, JsonFile config, Architecture architecture, int headDim, int context)
    {
        var parameters = config.Object("rope_parameters") ?? config.Object("rope_scaling");
        var ropeBase = parameters?.Number("rope_theta") ?? config.Number("rope_theta") ?? architecture.DefaultRopeBase;
        var share = parameters?.Number("partial_rotary_factor") ?? config.Number("partial_rotary_factor") ?? 1;
        var scaling = parameters is null ? null : ReadScaling(path, parameters, context);
        return new RopeSettings(ropeBase, (int)(headDim * share), architecture.HuggingFacePairing, scaling);
    }

    private static RopeScaling? ReadScaling(string path, JsonFile parameters, int context)
    {
        var type = parameters.String("rope_type") ?? parameters.String("type") ?? "default";
        var original = parameters.Integer("original_max_position_embeddings");
        switch (type)
        {
            case "default":
                return null;
            case "linear":
                return new RopeScaling.Linear(Positive("factor"));
            case "llama3":
                return new RopeScaling.Llama3(Positive("factor"), Positive("low_freq_factor"), Positive("high_freq_factor"), original ?? context);
            case "yarn":
                var factor = parameters.Has("factor") ? Positive("factor") : (double)context / (original ?? context);
                return new RopeScaling.Yarn(
                    factor,
                    original ?? context,
                    parameters.Number("beta_fast") ?? 32,
                    parameters.Number("beta_slow") ?? 1,
                    parameters.Number("attention_factor") ?? AttentionFactor(parameters, factor),
                    parameters.Boolean("truncate") ?? true);
            default:
                throw new ModelFormatException($"{path}: the rope scaling '{type}' is not built; these are: default, linear, llama3, yarn.");
        }

        double Positive(string key) => parameters.Number(key) is { } value && value > 0 && double.IsFinite(value)
            ? value
            : throw parameters.Wrong(key, "a number above 0");
    }

    private static double AttentionFactor(JsonFile parameters, double factor) =>
        parameters.Number("mscale") is { } mscale && parameters.Number("mscale_all_dim") is { } allDim && mscale != 0 && allDim != 0
            ? RopeScaling.Yarn.DefaultAttentionFactor(factor, mscale) / RopeScaling.Yarn.DefaultAttentionFactor(factor, allDim)
            : RopeScaling.Yarn.DefaultAttentionFactor(factor);

    private static int[] ReadWindows(JsonFile config, Architecture architecture, int layers)
    {
        var window = architecture.Windowing switch
        {
            Windowing.EveryLayer => config.Contains("sliding_window") ? config.Integer("sliding_window") ?? 0 : 4_096,
            Windowing.UpperLayers when config.Boolean("use_sliding_window") is true => config.Contains("sliding_window") ? config.Integer("sliding_window") ?? 0 : 4_096,
            _ => 0,
        };
        var windows = new int[layers];
        if (window == 0) return windows;

        var types = config.Strings("layer_types");
        if (types is not null && types.Length != layers) throw config.Wrong("layer_types", $"a list of {layers} names, one a layer");
        var firstSliding = architecture.Windowing == Windowing.UpperLayers ? config.Integer("max_window_layers") ?? 28 : 0;
        for (var layer = 0; layer < layers; layer++)
        {
            var slides = types is null ? layer >= firstSliding : types[layer] switch
            {
                "sliding_attention" => true,
                "full_attention" => false,
                _ => throw config.Wrong("layer_types", "a list of full_attention and sliding_attention"),
            };
            if (slides) windows[layer] = window;
        }
        return windows;
    }
}
