namespace Zhiyan.Knowledge.Retrieval;

/// <summary>What is looked for, and where.</summary>
public sealed record SearchRequest(string Question)
{
    /// <summary>What <see cref="Languages"/> may name.</summary>
    public static readonly IReadOnlyList<string> KnownLanguages = ["zh", "zh-Hans", "zh-Hant", "en", "ja", "ko"];

    public int Top { get; init; } = 10;

    public SearchMode Mode { get; init; } = SearchMode.Hybrid;

    /// <summary>Answers from the versions that were valid then; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Only documents that were last written at this time or later; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only documents that were last written before this time; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only documents in these languages, as <see cref="Libraries.DocumentEntry.Language"/> names them; a part before '-' stands for all of its kinds. Null for any.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Only documents of these kinds; null for all.</summary>
    public IReadOnlyList<DocumentKind>? Kinds { get; init; }

    /// <summary>
    /// Only documents whose path fits one of these: <c>*</c> is any part of a name, <c>**</c> any folders, <c>?</c> a character; a path without these is a document, or a folder with all that is in
    /// it. Null for all.
    /// </summary>
    public IReadOnlyList<string>? Paths { get; init; }

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
