using Zhiyan.Inference.Formats;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Inference.Models;

/// <summary>
/// What sets one pre-norm decoder apart from Llama (Touvron et al. 2023). The readers of both formats fill a <see cref="ModelConfig"/> with it;
/// the forward pass never sees a name.
/// </summary>
internal sealed record Architecture(string Name, string HuggingFaceName)
{
    /// <summary>The pairing in GGUF; differs where the converter permutes the rows of q and k.</summary>
    public RopePairing GgufPairing { get; init; }

    public RopePairing HuggingFacePairing { get; init; }

    public bool QueryKeyNorm { get; init; }

    /// <summary>q, k and v always have a bias, whatever the settings say.</summary>
    public bool AlwaysQueryKeyValueBias { get; init; }

    /// <summary>The setting of config.json that gives all four attention projections a bias; null: there is none.</summary>
    public string? AttentionBiasKey { get; init; }

    /// <summary>The setting of config.json that gives the three projections of the MLP a bias.</summary>
    public string? FeedForwardBiasKey { get; init; }

    public Windowing Windowing { get; init; }

    /// <summary>The settings have <see cref="ScaleFactors"/>.</summary>
    public bool HasScales { get; init; }

    // What transformers assumes for a setting that config.json leaves out.
    public bool TiedByDefault { get; init; }

    public double DefaultRopeBase { get; init; } = 10_000;

    public double DefaultNormEpsilon { get; init; } = 1e-6;

    public int DefaultContext { get; init; } = 32_768;

    public int? DefaultHeadDim { get; init; }

    private static readonly Architecture[] All =
    [
        new("llama", "LlamaForCausalLM")
        {
            GgufPairing = RopePairing.Interleaved, AttentionBiasKey = "attention_bias", FeedForwardBiasKey = "mlp_bias", DefaultContext = 2_048,
        },
        new("llama", "MistralForCausalLM") { GgufPairing = RopePairing.Interleaved, Windowing = Windowing.EveryLayer, DefaultContext = 131_072 },
        new("qwen2", "Qwen2ForCausalLM") { AlwaysQueryKeyValueBias = true, Windowing = Windowing.UpperLayers },
        new("qwen3", "Qwen3ForCausalLM")
        {
            QueryKeyNorm = true, AttentionBiasKey = "attention_bias", Windowing = Windowing.UpperLayers, DefaultHeadDim = 128,
        },
        new("granite", "GraniteForCausalLM")
        {
            GgufPairing = RopePairing.Interleaved, AttentionBiasKey = "attention_bias", FeedForwardBiasKey = "mlp_bias", HasScales = true, DefaultContext = 2_048,
        },
        new("ernie4_5", "Ernie4_5ForCausalLM")
        {
            GgufPairing = RopePairing.Interleaved, HuggingFacePairing = RopePairing.Interleaved, AttentionBiasKey = "use_bias", FeedForwardBiasKey = "use_bias",
            TiedByDefault = true, DefaultRopeBase = 500_000, DefaultNormEpsilon = 1e-5, DefaultContext = 131_072, DefaultHeadDim = 128,
        },
    ];

    public static Architecture OfGguf(string path, string name) =>
        All.FirstOrDefault(architecture => architecture.Name == name) ?? throw Unknown(path, name, All.Select(architecture => architecture.Name).Distinct());

    public static Architecture OfHuggingFace(string path, string name) =>
        All.FirstOrDefault(architecture => architecture.HuggingFaceName == name)
        ?? throw Unknown(path, name, All.Select(architecture => architecture.HuggingFaceName));

    private static ModelFormatException Unknown(string path, string name, IEnumerable<string> known) => ModelPurpose.IsEncoderName(name)
        ? new($"{path}: the architecture '{name}' is an encoder, which gives vectors and scores and writes no text; it is for embedding and reranking.")
        : new($"{path}: the architecture '{name}' is not built; these are: {string.Join(", ", known)}.");
}

/// <summary>Which layers of an architecture have a sliding window where config.json does not list them.</summary>
internal enum Windowing
{
    None,

    /// <summary>Mistral: <c>sliding_window</c> on every layer.</summary>
    EveryLayer,

    /// <summary>Qwen: with <c>use_sliding_window</c>, the layers from <c>max_window_layers</c> on.</summary>
    UpperLayers,
}
