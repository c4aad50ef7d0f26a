namespace Zhiyan.Inference.Embeddings;

/// <summary>How texts are turned into vectors.</summary>
public sealed record EmbeddingOptions
{
    public static EmbeddingOptions Default { get; } = new();

    /// <summary>
    /// What the texts are to each other, as the model's card names it (<c>query</c>, <c>passage</c>): its prefix goes before each of them. Null:
    /// nothing does.
    /// </summary>
    public string? Role { get; init; }

    /// <summary>Cut a text that is longer than the context, and count what was dropped; otherwise it is refused.</summary>
    public bool Truncate { get; init; }
}
