namespace Zhiyan.Server.Store;

/// <summary>A person's folder of chats.</summary>
internal sealed class Folder
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    public string Name { get; set; } = "";

    public DateTime CreatedAt { get; init; }
}
