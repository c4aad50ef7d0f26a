using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Models;

/// <summary>The dimensions and settings of a decoder, the same whichever file format they were read from.</summary>
public sealed record ModelConfig
{
    /// <summary>The architecture by its GGUF name: llama, qwen2, qwen3, ernie4_5, …</summary>
    public required string Architecture { get; init; }

    public required int Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Width { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; each serves Heads / KeyValueHeads query heads (Ainslie et al. 2023).</summary>
    public required int KeyValueHeads { get; init; }

    public required int HeadDim { get; init; }

    /// <summary>Inner width of the gated MLP.</summary>
    public required int FeedForward { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Tokens the model was made for.</summary>
    public required int Context { get; init; }

    public required float NormEpsilon { get; init; }

    public required RopeSettings Rope { get; init; }

    /// <summary>Per layer: how many tokens a token sees, itself included; 0 for all.</summary>
    public required IReadOnlyList<int> Windows { get; init; }

    /// <summary>The output head is the token embedding.</summary>
    public required bool TiedHead { get; init; }

    /// <summary>RMS norm on each head of q and k, before rope.</summary>
    public required bool QueryKeyNorm { get; init; }

    public required bool QueryKeyValueBias { get; init; }

    public required bool OutputBias { get; init; }

    public required bool FeedForwardBias { get; init; }

    public ScaleFactors Scales { get; init; } = new();

    /// <summary>Throws unless every number is one a real model could have, so that later products of them cannot overflow.</summary>
    internal ModelConfig Checked(string path)
    {
        Range("the number of layers", Layers, 1, 1_000);
        Range("the embedding width", Width, 1, 1 << 17);
        Range("the number of heads", Heads, 1, 4_096);
        Range("the number of key/value heads", KeyValueHeads, 1, Heads);
        Range("the head dimension", HeadDim, 1, 4_096);
        Range("the feed-forward width", FeedForward, 1, 1 << 20);
        Range("the vocabulary size", Vocabulary, 1, 1 << 24);
        Range("the context length", Context, 1, 1 << 28);
        Range("the rope dimension", Rope.Dimensions, 2, HeadDim);
        if (Heads % KeyValueHeads != 0) throw Wrong($"{Heads} heads cannot share {KeyValueHeads} key/value heads");
        if (Rope.Dimensions % 2 != 0) throw Wrong($"the rope dimension is odd ({Rope.Dimensions})");
        if (!(NormEpsilon > 0 && float.IsFinite(NormEpsilon))) throw Wrong($"the norm epsilon is {NormEpsilon}");
        if (!(Rope.Base > 1 && double.IsFinite(Rope.Base))) throw Wrong($"the rope base is {Rope.Base}");
        if (!(float.IsFinite(Scales.Embedding * Scales.Residual * (Scales.Attention ?? 1)) && Scales.Logits > 0 && float.IsFinite(Scales.Logits)))
            throw Wrong($"the scale factors are {Scales.Embedding}, {Scales.Residual}, {Scales.Attention} and {Scales.Logits}");
        if (Windows.Any(window => window < 0)) throw Wrong("a sliding window is negative");
        return this;

        void Range(string what, long value, long least, long most)
        {
            if (value < least || value > most) throw Wrong($"{what} is {value:N0}, not {least:N0} to {most:N0}");
        }

        ModelFormatException Wrong(string what) => new($"{path}: {what}; the model's settings are broken, fetch it again.");
    }
}
