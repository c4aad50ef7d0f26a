namespace Zhiyan.Knowledge.Retrieval;

/// <summary>What is looked for, and where.</summary>
public sealed record SearchRequest(string Question)
{
    public int Top { get; init; } = 10;

    public SearchMode Mode { get; init; } = SearchMode.Hybrid;

    /// <summary>Answers from the versions that were valid then; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Only documents in these languages, as <see cref="Libraries.DocumentEntry.Language"/> names them; a part before '-' stands for all of its kinds. Null for any.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Only documents whose path begins so; null for all.</summary>
    public string? Below { get; init; }

    /// <summary>Only these documents; null for all.</summary>
    public IReadOnlyCollection<long>? Documents { get; init; }
}

public enum SearchMode
{
    /// <summary>By words and by meaning, fused.</summary>
    Hybrid,
    Words,
    Vectors,
}
