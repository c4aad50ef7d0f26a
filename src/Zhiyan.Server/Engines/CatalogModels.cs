using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Server.Engines;

/// <summary>The models of the catalog's folders, and the one that was named at the start wherever it lies.</summary>
internal sealed class CatalogModels(ServerSettings settings) : IModelStore
{
    /// <summary>What a cache is reckoned at until its engine tells.</summary>
    private const long CacheEstimate = 512L << 20;

    public IReadOnlyList<InstalledModel> List()
    {
        var installed = settings.Catalog.List();
        if (settings.Model is null) return installed;
        try
        {
            return [.. installed.Prepend(Default()).DistinctBy(model => model.Id)];
        }
        catch (ModelFormatException)
        {
            return installed;       // the rest can be used without it, and /health says what ails it
        }
    }

    public InstalledModel Default() => settings.Catalog.Find(settings.Model);

    public ModelTraits TraitsOf(InstalledModel model) => ModelTraits.Read(model.Path, model.Card);

    public long MemoryOf(InstalledModel model) => Writes(model) ? model.Bytes + (settings.Engine.CacheBytes ?? CacheEstimate) : model.Bytes;

    public IServedModel Load(InstalledModel model, IProgress<double> progress) => Writes(model)
        ? new LocalEngine(Engine.Load(model.Path, model.Card, settings.Engine, progress))
        : new LocalEmbedder(EmbeddingModel.Open(model.Path, model.Card, Embedding, progress));

    private EmbeddingSettings Embedding => new() { Threads = settings.Engine.Threads, Exact = settings.Engine.Exact };

    private static bool Writes(InstalledModel model) => model.Card.Kind is not (ModelCard.EmbeddingKind or ModelCard.RerankerKind);
}
