namespace Zhiyan.Server.Store;

/// <summary>A link with which one person may make an account.</summary>
internal sealed class Invite
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the token in the link, in lower-case hex.</summary>
    public string TokenHash { get; init; } = "";

    public Role Role { get; init; }

    public Guid CreatedBy { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime ExpiresAt { get; init; }

    public Guid? UsedBy { get; set; }

    public DateTime? RevokedAt { get; set; }
}
