using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Engines;

/// <summary>Finds embedding models and rerankers and works with them, a bounded number of requests at a time. Thread-safe.</summary>
internal sealed class EmbeddingHost(IModelStore store, EngineHost engines)
{
    /// <summary>Requests in work and waiting, at all models together.</summary>
    private const int MostRequests = 64;

    private int requests;

    /// <summary>A complete model of one of these kinds: the one that is named, else the first there is. Throws an <see cref="ApiException"/>.</summary>
    public InstalledModel Find(string? id, params ReadOnlySpan<string> kinds)
    {
        var installed = store.List();
        var fit = new List<InstalledModel>();
        foreach (var model in installed)
            if (kinds.Contains(model.Card.Kind)) fit.Add(model);
        if (id is not null)
        {
            var named = installed.FirstOrDefault(model => model.Id == id) ?? throw EngineHost.NotInstalled(id, installed.Select(model => model.Id));
            if (!fit.Contains(named)) throw ApiException.Invalid("model", $"{named.Id} is a model of the kind {named.Card.Kind}; this needs {Kinds(kinds)}: {Names(fit)}.", "unsupported_model");
            return named.Missing is null ? named : throw new ApiException(ApiError.LoadingFailed(named.Id, $"it is not complete: {named.Missing}."));
        }
        return fit.Where(model => model.Missing is null).OrderByDescending(model => model.Id == ModelCatalog.DefaultEmbedder).FirstOrDefault()
            ?? throw new ApiException(ApiError.NotFound("model", $"no model of the kind {Kinds(kinds)} is installed; put one into the data folder's models.", "model_not_found"));
    }

    /// <summary>Loads a model if need be and works with it, off the caller's thread; it stays in memory until then.</summary>
    public async Task<T> Run<T>(InstalledModel model, Func<EmbeddingModel, T> work, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref requests) > MostRequests)
                throw new ApiException(ApiError.Unavailable($"{MostRequests} requests for vectors and scores are in work already; try again later.", "queue_full"));
            using var lease = await engines.Use<LocalEmbedder>(model, cancellation);
            return await Task.Run(() => work(lease.Engine.Model), cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref requests);
        }
    }

    private static string Kinds(ReadOnlySpan<string> kinds) => string.Join(" or ", kinds.ToArray());

    private static string Names(List<InstalledModel> models) => models.Count == 0 ? "none is installed" : string.Join(", ", models.Select(model => model.Id));
}
