namespace Zhiyan.Inference.Tokenizers;

/// <summary>What a token is for; the values are those of <c>tokenizer.ggml.token_type</c>.</summary>
public enum TokenKind
{
    Normal = 1,

    /// <summary>Stands for text that the vocabulary cannot spell; treated as <see cref="Control"/>.</summary>
    Unknown = 2,

    /// <summary>Steers the model, and never comes out of plain text.</summary>
    Control = 3,

    /// <summary>Always taken whole, in plain text too.</summary>
    UserDefined = 4,

    Unused = 5,

    /// <summary>A single byte of a character that has no token of its own.</summary>
    Byte = 6,
}
