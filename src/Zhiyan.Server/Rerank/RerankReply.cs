using Zhiyan.Inference.Embeddings;
using Zhiyan.Server.OpenAi.Embeddings;

namespace Zhiyan.Server.Rerank;

/// <summary>Documents by how well they answer a query, the best first.</summary>
internal sealed record RerankReply(string Id, string Model, IReadOnlyList<RerankResult> Results, InputUsage Usage)
{
    /// <summary>Absent where nothing was cut.</summary>
    public InputExtras? Zhiyan { get; init; }

    public static RerankReply Of(RerankRequest request, string model, Ranking ranking)
    {
        var results = ranking.Relevances
            .Select((score, index) => new RerankResult(index, score) { Document = request.ReturnDocuments ? new RerankDocument(request.Documents[index]) : null })
            .OrderByDescending(result => result.RelevanceScore)         // stable: equal ones stay in the request's order
            .Take(request.TopN ?? int.MaxValue);
        return new RerankReply($"rerank-{Guid.NewGuid():N}", model, [.. results], new InputUsage(ranking.Tokens)) { Zhiyan = InputExtras.Of(ranking.DroppedTokens) };
    }
}

/// <param name="Index">The document's place in the request.</param>
/// <param name="RelevanceScore">From 0 to 1 by a reranker; a cosine by an embedding model.</param>
internal sealed record RerankResult(int Index, float RelevanceScore)
{
    public RerankDocument? Document { get; init; }
}

internal sealed record RerankDocument(string Text);
