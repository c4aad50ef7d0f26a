namespace Zhiyan.Server.Store;

/// <summary>A link to one path of a chat as it was when shared.</summary>
internal sealed class Share
{
    public Guid Id { get; init; }

    public Guid ChatId { get; init; }

    public Guid OwnerId { get; init; }

    /// <summary>The path that is shown ends here.</summary>
    public Guid LeafId { get; init; }

    /// <summary>128 random bits in the link.</summary>
    public string Token { get; init; } = "";

    public Audience Audience { get; set; }

    public DateTime CreatedAt { get; init; }

    public DateTime? ExpiresAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>Who may see it where the audience is people.</summary>
    public List<SharePerson> People { get; init; } = [];
}

internal enum Audience
{
    /// <summary>The owner alone.</summary>
    Private,

    /// <summary>Named people, signed in.</summary>
    People,

    /// <summary>Whoever has the link.</summary>
    Link,
}

internal sealed class SharePerson
{
    public Guid ShareId { get; init; }

    public Guid PersonId { get; init; }
}
