using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>What a library knows of a version of a document.</summary>
public sealed record DocumentEntry
{
    public required long Id { get; init; }

    public required long Source { get; init; }

    /// <summary>Below the folder that was taken in, with '/' between its parts.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, in lower-case hex.</summary>
    public required string Hash { get; init; }

    public required long Bytes { get; init; }

    /// <summary>When the file was last written, by its folder.</summary>
    public required DateTimeOffset Modified { get; init; }

    public required DocumentState State { get; init; }

    /// <summary>Why it is not readable; null where it is.</summary>
    public Reason? Fault { get; init; }

    public IReadOnlyList<Reason> Warnings { get; init; } = [];

    public string? Title { get; init; }

    /// <summary>zh-Hans, zh-Hant, ja, ko or en for other spaced scripts; null where there is no text.</summary>
    public string? Language { get; init; }

    /// <summary>Null where the format has no pages.</summary>
    public int? Pages { get; init; }

    /// <summary>Of its text, in UTF-16 units.</summary>
    public int Characters { get; init; }

    /// <summary>When this version came to the library.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>When a later version took its place or the file went; null for what is valid now.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    public string Name => Title ?? Path[(Path.LastIndexOf('/') + 1)..];

    public bool IsValidAt(DateTimeOffset moment) => ValidFrom <= moment && (ValidTo is null || moment < ValidTo);
}

public enum DocumentState
{
    /// <summary>Its text is in the library and can be searched.</summary>
    Readable = 1,

    /// <summary>It could not be read; <see cref="DocumentEntry.Fault"/> tells why.</summary>
    Failed = 2,

    /// <summary>An archive, whose files are documents of their own.</summary>
    Archive = 3,
}
