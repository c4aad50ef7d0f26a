using Zhiyan.Inference.Catalog;
using Zhiyan.Knowledge;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Libraries;

/// <summary>An installed reranker, loaded where need be. Thread-safe.</summary>
internal sealed class HostedReranker(EmbeddingHost host, InstalledModel model) : IReranker
{
    /// <summary>The first reranker there is; null where none is installed.</summary>
    public static HostedReranker? Find(IModelStore store, EmbeddingHost host) =>
        store.List().FirstOrDefault(model => model.Card.Kind == ModelCard.RerankerKind && model.Missing is null) is { } installed ? new(host, installed) : null;

    public async Task<IReadOnlyList<double>> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
    {
        var ranking = await host.Run(model, loaded => loaded.Rerank(question, passages, truncate: true, cancellation), cancellation);
        return [.. ranking.Scores.Select(score => (double)score)];
    }
}
