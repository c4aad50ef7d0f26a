namespace Zhiyan.Server.Store;

/// <summary>A person's word for chats; unique among theirs, whatever its case.</summary>
internal sealed class Tag
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    public string Name { get; set; } = "";
}

internal sealed class ChatTag
{
    public Guid ChatId { get; init; }

    public Guid TagId { get; init; }

    public Tag Tag { get; init; } = null!;
}
