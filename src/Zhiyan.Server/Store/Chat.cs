namespace Zhiyan.Server.Store;

/// <summary>A conversation: a tree of messages, of which the path down to a leaf is shown.</summary>
internal sealed class Chat
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    public string Title { get; set; } = "";

    public TitleOrigin TitleOrigin { get; set; }

    public Guid? FolderId { get; set; }

    public bool IsPinned { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When something was last said.</summary>
    public DateTime UpdatedAt { get; set; }

    public DateTime? ArchivedAt { get; set; }

    /// <summary>Set between a deletion and the end of the time in which it can be undone.</summary>
    public DateTime? DeletedAt { get; set; }

    /// <summary>The last message of the path that is shown; null for an empty chat.</summary>
    public Guid? LeafId { get; set; }

    /// <summary>What has been typed and not yet sent.</summary>
    public string Draft { get; set; } = "";

    public ChatSettings Settings { get; set; } = new();

    /// <summary>The number of the last entry of its log.</summary>
    public long LastSequence { get; set; }

    public List<ChatTag> Tags { get; init; } = [];
}

internal enum TitleOrigin
{
    /// <summary>The beginning of what was first said.</summary>
    FirstWords,
    Generated,
    Typed,
}
