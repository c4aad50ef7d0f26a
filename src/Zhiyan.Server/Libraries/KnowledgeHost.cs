using System.Globalization;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Knowledge;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Libraries;

/// <summary>
/// The libraries of this server, opened when somebody first asks for one, and the folder of what was put into them. A server without a data folder keeps both in a temporary
/// folder, which ends with it. Thread-safe.
/// </summary>
internal sealed class KnowledgeHost : IDisposable
{
    private readonly ServerSettings settings;
    private readonly Lazy<string> temporary = new(() => Directory.CreateTempSubdirectory("zhiyan-libraries").FullName);
    private readonly Lazy<KnowledgeBase> opened;

    public KnowledgeHost(ServerSettings settings, IModelStore models, EmbeddingHost embedders, TimeProvider time)
    {
        this.settings = settings;
        opened = new(() => KnowledgeBase.Open(Store, EmbedderOf(models, embedders), time));
    }

    public KnowledgeBase Base => opened.Value;

    /// <summary>Whether anybody has made a library; to look opens nothing.</summary>
    public bool IsThere => opened.IsValueCreated || (settings.DataFolder is not null || settings.Database is not null) && KnowledgeBase.IsThere(Store);

    /// <summary>Where the files lie that were put into a library.</summary>
    public string FolderOf(long library) => Path.Combine(Folder, "libraries", library.ToString(CultureInfo.InvariantCulture));

    /// <summary>What somebody keeps here; null for a server that keeps nothing.</summary>
    public string? DataFolder => settings.DataFolder;

    public void Dispose()
    {
        if (opened.IsValueCreated) opened.Value.Dispose();
        if (temporary.IsValueCreated) Directory.Delete(temporary.Value, recursive: true);
    }

    private string Folder => settings.DataFolder ?? temporary.Value;

    private KnowledgeSettings Store => new() { Folder = Folder, Connection = settings.Database };

    /// <summary>The model is in memory only while vectors are made, as every model of the host. Null where none is installed: then there is search by words.</summary>
    private static Embedder? EmbedderOf(IModelStore models, EmbeddingHost embedders)
    {
        if (models.List().FirstOrDefault(model => model.Id == ModelCatalog.DefaultEmbedder && model.Missing is null) is not { } installed) return null;
        var prefixes = installed.Card.Prefixes;
        return new(new HostedEmbeddings(embedders, installed), installed.Id, prefixes.ContainsKey(EmbeddingModel.QueryRole) && prefixes.ContainsKey(EmbeddingModel.PassageRole));
    }
}
