using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Knowledge;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Server.Libraries;

/// <summary>The libraries of a data folder and the models that work on them, for a verb: both wings wired together without a server. It holds the folder until it is disposed.</summary>
public sealed class LocalKnowledge : IDisposable
{
    private readonly DataLock held;
    private readonly EmbeddingModel? embedder;

    /// <param name="catalog">Where the embedding model is; without one, search is by words alone.</param>
    /// <param name="connection">A PostgreSQL connection string; null for a file in the folder.</param>
    public LocalKnowledge(string folder, string? connection, ModelCatalog catalog, int threads, bool usesVectors = true)
    {
        held = DataLock.Take(folder);
        try
        {
            if (usesVectors && catalog.List().FirstOrDefault(model => model.Id == ModelCatalog.DefaultEmbedder && model.Missing is null) is { } installed)
                embedder = EmbeddingModel.Open(installed.Path, installed.Card, new EmbeddingSettings { Threads = threads });
            Base = KnowledgeBase.Open(new KnowledgeSettings { Folder = folder, Connection = connection }, embedder is null ? null : EmbedderOf(embedder), TimeProvider.System);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public KnowledgeBase Base { get; } = null!;

    internal static Embedder EmbedderOf(EmbeddingModel model) =>
        new(model.AsEmbeddingGenerator(), model.Card.Id, model.Card.Prefixes.ContainsKey(EmbeddingModel.QueryRole) && model.Card.Prefixes.ContainsKey(EmbeddingModel.PassageRole));

    public void Dispose()
    {
        Base?.Dispose();
        embedder?.Dispose();
        held.Dispose();
    }
}
