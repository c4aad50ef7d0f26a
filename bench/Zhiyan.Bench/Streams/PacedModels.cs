using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Engines;

namespace Zhiyan.Bench.Streams;

/// <summary>One model, which is there at once.</summary>
internal sealed class PacedModels(IReplyEngine engine) : IModelStore
{
    private static readonly InstalledModel model = new("paced", "paced.gguf", new ModelCard { Id = "paced", File = "paced.gguf" }, 0, null);

    public IReadOnlyList<InstalledModel> List() => [model];

    public InstalledModel Default() => model;

    public ModelTraits TraitsOf(InstalledModel model) => new(engine.Context, Chats: true, CallsTools: false, Reasons: false);

    public long MemoryOf(InstalledModel model) => 0;

    public IServedModel Load(InstalledModel model, IProgress<double> progress) => engine;
}
