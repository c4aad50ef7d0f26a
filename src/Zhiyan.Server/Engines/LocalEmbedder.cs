using Zhiyan.Inference;

namespace Zhiyan.Server.Engines;

/// <summary>An embedding model or reranker loaded in this process.</summary>
internal sealed class LocalEmbedder(EmbeddingModel model) : IServedModel
{
    public EmbeddingModel Model => model;

    public int Context => model.Context;

    public EngineState? State => null;

    public void Dispose() => model.Dispose();
}
