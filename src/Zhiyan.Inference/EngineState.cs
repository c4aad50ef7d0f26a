namespace Zhiyan.Inference;

/// <summary>What an engine is doing at a moment. Counts run from its start.</summary>
public sealed record EngineState
{
    /// <summary>Requests in work, those that only read their prompt yet included.</summary>
    public int Active { get; init; }

    public int Waiting { get; init; }

    /// <summary>Prompt tokens run through the model.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Prompt tokens found in the cache.</summary>
    public long CachedTokens { get; init; }

    public long CompletionTokens { get; init; }

    /// <summary>Tokens guessed ahead, and those of them that the model confirmed.</summary>
    public long DraftedTokens { get; init; }

    public long AcceptedTokens { get; init; }

    /// <summary>Forward passes, and the rows in all of them together.</summary>
    public long Passes { get; init; }

    public long Rows { get; init; }

    /// <summary>Requests that had to give their cache back and read it anew later.</summary>
    public long Preemptions { get; init; }

    /// <summary>Cached blocks that went to make room.</summary>
    public long Evictions { get; init; }

    /// <summary>Requests refused since the queue was full.</summary>
    public long Refusals { get; init; }

    /// <summary>Bytes of keys and values allocated, and how many may be.</summary>
    public long CacheBytes { get; init; }

    public long CacheLimit { get; init; }

    /// <summary>Bytes of <see cref="CacheBytes"/> that requests in work hold, and those that only wait to be found again.</summary>
    public long CacheInUse { get; init; }

    public long CacheIdle { get; init; }

    /// <summary>Bytes of packed weights in private memory.</summary>
    public long PackedBytes { get; init; }

    public int Threads { get; init; }

    /// <summary>The requests in work.</summary>
    public IReadOnlyList<SequenceState> Sequences { get; init; } = [];
}

/// <summary>A request in work. <paramref name="Read"/> of its <paramref name="PromptTokens"/> are in the cache, <paramref name="Cached"/> of them came from it.</summary>
public sealed record SequenceState(long Id, int PromptTokens, int Read, int Cached, int Made, bool IsBackground, double Seconds);
