using Zhiyan.Inference.Catalog;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Models;

namespace Zhiyan.Server.Libraries;

/// <summary>
/// Searches libraries; where that is wished, a model reads the first passages and puts them in order: a reranker where one is installed, else the default chat model by its likelihoods. A bounded
/// number of those at a time. Thread-safe.
/// </summary>
internal sealed class LibrarySearches(IModelStore store, EmbeddingHost embedders, EngineHost engines, ModelDirectory models)
{
    /// <summary>Searches with a model, in work and waiting.</summary>
    private const int Most = 16;

    private int searches;

    /// <summary>Throws an <see cref="ApiException"/> where no document is left to look into, or no model is there that could read.</summary>
    public async Task<IReadOnlyList<Passage>> Run(Library library, SearchRequest request, bool rerank, CancellationToken cancellation)
    {
        RequireDocuments(library, request);
        if (!rerank) return await library.Search(request, cancellation);
        try
        {
            if (Interlocked.Increment(ref searches) > Most) throw new ApiException(ApiError.Unavailable($"{Most} searches that a model puts in order are in work already; try again later.", "queue_full"));
            if (store.List().FirstOrDefault(model => model.Card.Kind == ModelCard.RerankerKind && model.Missing is null) is { } reranker)
                return await library.Search(request, new HostedReranker(embedders, reranker), cancellation);
            if (!models.HasDefault || !models.IsLocal(models.Default)) throw new ApiException(ApiError.NotFound("rerank", "neither a reranker nor a chat model is installed here; search without rerank.", "model_not_found"));
            using var lease = await engines.Use(models.Default, cancellation);
            return lease.Engine is LocalEngine local
                ? await library.Search(request, new LikelihoodReranker(new EngineLikelihoods(local.Engine)), cancellation)
                : throw new ApiException(ApiError.NotFound("rerank", $"{models.Default} tells no likelihoods; search without rerank.", "unsupported_model"));
        }
        finally
        {
            Interlocked.Decrement(ref searches);
        }
    }

    /// <summary>A library that has documents, but none that fits: a filter is wrong, and to find nothing would hide it.</summary>
    public static void RequireDocuments(Library library, SearchRequest request)
    {
        if (library.Within(request).Count == 0 && library.Contents.Count > 0)
            throw ApiException.Invalid("documents", $"no document of {library.Name} fits documents, kinds, languages, at, since and until together; leave one of them out.", "no_documents");
    }
}
