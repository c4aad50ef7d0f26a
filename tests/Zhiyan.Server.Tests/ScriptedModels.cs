using System.Collections.Concurrent;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Formats;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Tests;

/// <summary>Models that are loaded by a function; the first is the default one.</summary>
internal sealed class ScriptedModels(params (string Id, Func<IReplyEngine> Load)[] models) : IModelStore
{
    private readonly ConcurrentQueue<string> loads = new();

    public static ScriptedModels Of(IReplyEngine engine) => new(("scripted", () => engine));

    /// <summary>Bytes that each is reckoned at before it is loaded; on disk they are 1,000.</summary>
    public long Memory { get; set; } = 1_000;

    public string? Broken { get; set; }

    /// <summary>Told by every loading before its model is there.</summary>
    public double Progress { get; init; } = 1;

    /// <summary>The ids that were loaded, in order.</summary>
    public IReadOnlyList<string> Loads => [.. loads];

    public static InstalledModel Installed(string id, string kind = ModelCard.ChatKind, string? missing = null) =>
        new(id, $"/models/{id}.gguf", new ModelCard { Id = id, File = $"{id}.gguf", Kind = kind, License = "Apache-2.0", Languages = ["zh", "en"] }, 1_000, missing);

    public IReadOnlyList<InstalledModel> List() =>
        [.. models.Select(model => Installed(model.Id)), Installed("embedder", ModelCard.EmbeddingKind), Installed("partial", missing: "part 2 of 3 is missing")];

    public InstalledModel Default() => models.Length > 0 ? Installed(models[0].Id) : throw new ModelFormatException("no model is installed");

    /// <summary>What a model can do, where a test says so.</summary>
    public ModelTraits Traits { get; init; } = new(4_096, Chats: true, CallsTools: true, Reasons: false);

    public ModelTraits TraitsOf(InstalledModel model) => Traits;

    public long MemoryOf(InstalledModel model) => Memory;

    public IServedModel Load(InstalledModel model, IProgress<double> progress)
    {
        loads.Enqueue(model.Id);
        progress.Report(Progress);
        if (model.Id == Broken) throw new ModelFormatException($"{model.Path}: the file is cut short");
        return models.First(known => known.Id == model.Id).Load();
    }
}
