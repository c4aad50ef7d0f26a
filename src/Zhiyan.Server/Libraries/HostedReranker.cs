using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Formats;
using Zhiyan.Knowledge;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Libraries;

/// <summary>An installed reranker, loaded where need be. Thread-safe.</summary>
/// <param name="unasked">Nobody asked for it, so what ails it is told here, and stops no search; null to throw.</param>
internal sealed partial class HostedReranker(EmbeddingHost host, InstalledModel model, ILogger? unasked) : IReranker
{
    /// <summary>The first reranker there is; null where none is installed.</summary>
    public static HostedReranker? Find(IModelStore store, EmbeddingHost host, ILogger? unasked) =>
        store.List().FirstOrDefault(model => model.Card.Kind == ModelCard.RerankerKind && model.Missing is null) is { } installed ? new(host, installed, unasked) : null;

    public async Task<IReadOnlyList<double>?> Score(string question, IReadOnlyList<string> passages, CancellationToken cancellation = default)
    {
        try
        {
            var ranking = await host.Run(model, loaded => loaded.Rerank(question, passages, truncate: true, cancellation), cancellation);
            return [.. ranking.Scores.Select(score => (double)score)];
        }
        catch (Exception error) when (unasked is not null && error is ApiException or ModelFormatException)
        {
            LogFailure(unasked!, model.Id, error.Message);
            return null;
        }
    }

    [LoggerMessage(21, LogLevel.Warning, "{Model} could not put passages in order: {Reason}")]
    private static partial void LogFailure(ILogger log, string model, string reason);
}
