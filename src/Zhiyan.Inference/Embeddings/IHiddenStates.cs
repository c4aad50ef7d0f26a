using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Embeddings;

/// <summary>A model that turns the tokens of texts into hidden states: an encoder, or a decoder without its head. One pass at a time.</summary>
internal interface IHiddenStates : IDisposable
{
    int Width { get; }

    /// <summary>Tokens of the longest text.</summary>
    int Context { get; }

    int Vocabulary { get; }

    Pooling Pooling { get; }

    /// <summary>Token types there are; a second text is of the second where there is one.</summary>
    int TokenTypes { get; }

    /// <summary>It scores pairs and gives no vectors.</summary>
    bool Scores { get; }

    /// <summary>Bytes of weights in private memory.</summary>
    long Bytes { get; }

    int Threads { get; }

    /// <summary>Throws a <see cref="Formats.ModelFormatException"/> where the model has none that can be read.</summary>
    Tokenizer ReadTokenizer();

    /// <summary>How many of these texts one pass takes; 1 or more.</summary>
    int Fit(IEnumerable<TokenizedText> texts);

    /// <summary>Runs one pass and shows the last hidden state of every token, text by text in order.</summary>
    void Run(IReadOnlyList<TokenizedText> texts, RowVisitor visit);

    /// <summary>Runs one pass and returns a score for each text.</summary>
    float[] Score(IReadOnlyList<TokenizedText> texts);
}

/// <param name="hidden">Valid until the next row.</param>
internal delegate void RowVisitor(int text, int token, ReadOnlySpan<float> hidden);
