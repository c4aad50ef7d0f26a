namespace Zhiyan.Inference;

/// <summary>How an <see cref="Engine"/> runs its model.</summary>
public sealed record EngineSettings
{
    /// <summary>Threads to compute on; 0 for one per physical core.</summary>
    public int Threads { get; init; }

    /// <summary>Tokens a timeline may hold; null for what the model was made for.</summary>
    public int? Context { get; init; }

    /// <summary>Float32 activations and cache: slow, and the reference for every kernel.</summary>
    public bool Exact { get; init; }

    /// <summary>Timelines kept in memory: as many requests run in turns, and as many prompts are remembered.</summary>
    public int Sessions { get; init; } = 4;

    /// <summary>Requests that may wait for a timeline; one more is refused.</summary>
    public int Queue { get; init; } = 64;
}
