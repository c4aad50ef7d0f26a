using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Models;

namespace Zhiyan.Server.Libraries;

/// <summary>
/// Searches libraries. Where a reranker is installed, it reads the first passages and puts them in order; where that is wished and none is, the default chat model does by its likelihoods. A
/// bounded number of those at a time. Thread-safe.
/// </summary>
internal sealed class LibrarySearches(IModelStore store, EmbeddingHost embedders, EngineHost engines, ModelDirectory models, ILogger<LibrarySearches> log)
{
    /// <summary>Searches with a model, in work and waiting.</summary>
    private const int Most = 16;

    private int searches;

    /// <summary>Throws an <see cref="ApiException"/> where no document is left to look into, or no model is there that could read.</summary>
    /// <param name="rerank">Null to have it done by what is installed for it, in a search by both words and meaning, and while there are not too many.</param>
    public async Task<IReadOnlyList<Passage>> Run(Library library, SearchRequest request, bool? rerank, CancellationToken cancellation)
    {
        RequireDocuments(library, request);
        var reranker = (rerank ?? request.Mode is SearchMode.Hybrid) ? HostedReranker.Find(store, embedders, rerank is null ? log : null) : null;
        if (!(rerank ?? reranker is not null)) return await library.Search(request, cancellation);
        try
        {
            if (Interlocked.Increment(ref searches) > Most)
                return rerank is null ? await library.Search(request, cancellation) : throw new ApiException(ApiError.Unavailable($"{Most} searches that a model puts in order are in work already; try again later.", "queue_full"));
            if (reranker is not null) return await library.Search(request, reranker, cancellation);
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
