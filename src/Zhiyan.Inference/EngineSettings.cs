using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference;

/// <summary>How an <see cref="Engine"/> runs its model.</summary>
public sealed record EngineSettings
{
    /// <summary>Threads to compute on; 0 for one per physical core.</summary>
    public int Threads { get; init; }

    /// <summary>Tokens a prompt and its reply may have together; null for what the model was made for.</summary>
    public int? Context { get; init; }

    /// <summary>Float32 activations and cache: slow, and the reference for every kernel.</summary>
    public bool Exact { get; init; }

    /// <summary>Requests in work at once; their tokens go through the model together.</summary>
    public int Parallel { get; init; } = 64;

    /// <summary>Requests that may wait for work to begin; one more is refused.</summary>
    public int Queue { get; init; } = 1_024;

    /// <summary>
    /// Bytes of keys and values to keep at most, those of requests in work and those of texts that may come again; null for an eighth of the
    /// memory this process may use, but no more than four full contexts take. Allocated as they are needed.
    /// </summary>
    public long? CacheBytes { get; init; }

    /// <summary>How keys and values are kept; null for half precision beside quantised weights, and single precision beside others.</summary>
    public KeyValuePrecision? CacheType { get; init; }

    /// <summary>Guess that a reply goes on as the text did after the last place with the same ending. Changes no reply, only its speed.</summary>
    public bool PromptLookup { get; init; } = true;

    /// <summary>A smaller model with the same vocabulary that guesses ahead; null for none. Changes no reply, only its speed.</summary>
    public string? DraftModel { get; init; }

    /// <summary>A folder that keeps what was read of long prompts over a restart; null for none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Bytes that the folder may hold.</summary>
    public long CacheFolderBytes { get; init; } = 8L << 30;
}
