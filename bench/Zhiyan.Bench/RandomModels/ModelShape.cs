using System.Collections.Frozen;

namespace Zhiyan.Bench.RandomModels;

/// <summary>The dimensions of a decoder of the Llama or Qwen2 kind; speed depends on them and on the weights' type alone.</summary>
/// <param name="Architecture">llama or qwen2; the latter has biases on q, k and v.</param>
/// <param name="TiedHead">The output head is the token embedding.</param>
internal sealed record ModelShape(
    string Architecture, int Layers, int Width, int Heads, int KeyValueHeads, int HeadDim, int FeedForward, int Vocabulary, int Context,
    bool TiedHead, float RopeBase, float NormEpsilon)
{
    /// <summary>The published models' own figures (their config.json).</summary>
    public static FrozenDictionary<string, ModelShape> Known { get; } = new Dictionary<string, ModelShape>
    {
        ["qwen2.5-0.5b"] = new("qwen2", 24, 896, 14, 2, 64, 4_864, 151_936, 32_768, true, 1_000_000, 1e-6f),
        ["llama-3.2-1b"] = new("llama", 16, 2_048, 32, 8, 64, 8_192, 128_256, 131_072, true, 500_000, 1e-5f),
        ["llama-3.2-3b"] = new("llama", 28, 3_072, 24, 8, 128, 8_192, 128_256, 131_072, true, 500_000, 1e-5f),
        ["llama-3.1-8b"] = new("llama", 32, 4_096, 32, 8, 128, 14_336, 128_256, 131_072, false, 500_000, 1e-5f),
    }.ToFrozenDictionary();

    public int Queries => Heads * HeadDim;

    public int Keys => KeyValueHeads * HeadDim;

    public bool HasQueryKeyValueBias => Architecture == "qwen2";

    /// <summary>Throws an <see cref="ArgumentException"/> for dimensions that no engine could run.</summary>
    public void Validate()
    {
        if (Architecture is not ("llama" or "qwen2")) throw new ArgumentException($"the architecture '{Architecture}' is not built; these are: llama, qwen2.");
        if (Heads % KeyValueHeads != 0) throw new ArgumentException($"{Heads} heads cannot share {KeyValueHeads} key/value heads; take a divisor.");
        if (HeadDim % 2 != 0) throw new ArgumentException($"the head dimension {HeadDim} is odd; rope needs pairs.");
        if (Vocabulary < PlaceholderVocabulary.LeastSize)
            throw new ArgumentException($"a vocabulary of {Vocabulary} tokens is too small; take {PlaceholderVocabulary.LeastSize} or more.");
    }
}
