namespace Zhiyan.Inference.Embeddings;

/// <summary>How an <see cref="EmbeddingModel"/> runs.</summary>
public sealed record EmbeddingSettings
{
    /// <summary>Threads to compute on; 0 for one per physical core.</summary>
    public int Threads { get; init; }

    /// <summary>Float32 activations: slow, and the reference for every kernel.</summary>
    public bool Exact { get; init; }
}
