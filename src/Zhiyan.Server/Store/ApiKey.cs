namespace Zhiyan.Server.Store;

/// <summary>A person's key for /v1.</summary>
internal sealed class ApiKey
{
    public Guid Id { get; init; }

    public Guid PersonId { get; init; }

    public string Name { get; set; } = "";

    /// <summary>SHA-256 in lower-case hex; the key itself is shown once.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Its first characters, to tell it from others.</summary>
    public string Start { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime? UsedAt { get; set; }

    public DateTime? RevokedAt { get; set; }
}
