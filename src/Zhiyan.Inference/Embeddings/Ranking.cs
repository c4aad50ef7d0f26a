namespace Zhiyan.Inference.Embeddings;

/// <summary>How well some documents answer a query, in the documents' order.</summary>
/// <param name="Scores">A reranker's own numbers, of any size and sign; cosines where an embedding model compares.</param>
/// <param name="Relevances">The same on one scale: 1 / (1 + e⁻ˢ) of a reranker's score s, cosines as they are.</param>
public sealed record Ranking(IReadOnlyList<float> Scores, IReadOnlyList<float> Relevances, int Tokens, int DroppedTokens);
