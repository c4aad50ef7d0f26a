using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Knowledge;

namespace Zhiyan.Server.Libraries;

/// <summary>An installed reranker, for a verb. It holds the model until it is disposed.</summary>
public sealed class LocalReranker : IReranker, IDisposable
{
    private readonly EmbeddingModel model;

    private LocalReranker(EmbeddingModel model) => this.model = model;

    /// <summary>The first reranker there is; null where none is installed.</summary>
    public static LocalReranker? Open(ModelCatalog catalog, int threads) =>
        catalog.List().FirstOrDefault(model => model.Card.Kind == ModelCard.RerankerKind && model.Missing is null) is { } installed
            ? new(EmbeddingModel.Open(installed.Path, installed.Card, new EmbeddingSettings { Threads = threads })) : null;

    public async Task<IReadOnlyList<double>?> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
    {
        var ranking = await Task.Run(() => model.Rerank(question, passages, truncate: true, cancellation), cancellation);
        return [.. ranking.Scores.Select(score => (double)score)];
    }

    public void Dispose() => model.Dispose();
}
