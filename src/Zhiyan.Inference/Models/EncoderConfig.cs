using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Models;

/// <summary>The dimensions and settings of an encoder, the same whichever file format they were read from.</summary>
public sealed record EncoderConfig
{
    public required int Layers { get; init; }

    /// <summary>Width of a hidden state.</summary>
    public required int Width { get; init; }

    public required int Heads { get; init; }

    public required int FeedForward { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Tokens of the longest text: as many positions as were learned.</summary>
    public required int Context { get; init; }

    /// <summary>Rows of the table of positions that no token has: RoBERTa counts from the padding token's id on.</summary>
    public required int FirstPosition { get; init; }

    /// <summary>Kinds of tokens; BERT gives those of a second text the kind 1.</summary>
    public required int TokenTypes { get; init; }

    public required float NormEpsilon { get; init; }

    public required Pooling Pooling { get; init; }

    /// <summary>There is a head that scores a pair of texts; such a model ranks and gives no vectors.</summary>
    public required bool Scores { get; init; }

    public int HeadDim => Width / Heads;

    /// <summary>Throws unless every number is one a real model could have, so that later products of them cannot overflow.</summary>
    internal EncoderConfig Checked(string path)
    {
        Range("the number of layers", Layers, 1, 1_000);
        Range("the embedding width", Width, 1, 1 << 17);
        Range("the number of heads", Heads, 1, 4_096);
        Range("the feed-forward width", FeedForward, 1, 1 << 20);
        Range("the vocabulary size", Vocabulary, 1, 1 << 24);
        Range("the context length", Context, 1, 1 << 20);
        Range("the first position", FirstPosition, 0, 1 << 20);
        Range("the number of token types", TokenTypes, 1, 1 << 10);
        if (Width % Heads != 0) throw Wrong($"{Heads} heads cannot share a width of {Width}");
        if (!(NormEpsilon > 0 && float.IsFinite(NormEpsilon))) throw Wrong($"the norm epsilon is {NormEpsilon}");
        return this;

        void Range(string what, long value, long least, long most)
        {
            if (value < least || value > most) throw Wrong($"{what} is {value:N0}, not {least:N0} to {most:N0}");
        }

        ModelFormatException Wrong(string what) => new($"{path}: {what}; the model's settings are broken, fetch it again.");
    }
}
