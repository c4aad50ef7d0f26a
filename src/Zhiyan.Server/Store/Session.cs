namespace Zhiyan.Server.Store;

/// <summary>A signed-in browser.</summary>
internal sealed class Session
{
    public Guid Id { get; init; }

    public Guid PersonId { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime SeenAt { get; set; }

    /// <summary>The browser's own words for itself, shortened.</summary>
    public string Agent { get; set; } = "";

    public string Address { get; set; } = "";

    public DateTime? RevokedAt { get; set; }
}
