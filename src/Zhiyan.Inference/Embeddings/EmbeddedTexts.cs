namespace Zhiyan.Inference.Embeddings;

/// <summary>The vectors of some texts, in their order, each of length 1.</summary>
/// <param name="Tokens">Tokens that were read, special ones included.</param>
/// <param name="DroppedTokens">Tokens that were not, because a text was longer than the context.</param>
public sealed record EmbeddedTexts(IReadOnlyList<float[]> Vectors, int Tokens, int DroppedTokens);
