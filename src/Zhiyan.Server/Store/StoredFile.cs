namespace Zhiyan.Server.Store;

/// <summary>An uploaded file. Its bytes lie in the data folder under their hash, or here in a store that keeps nothing.</summary>
public sealed class StoredFile
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>What its content says it is, whatever the upload claimed.</summary>
    public string MediaType { get; init; } = "";

    public long Length { get; init; }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public string Hash { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public byte[]? Content { get; init; }
}
