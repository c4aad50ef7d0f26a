namespace Zhiyan.Server.Store;

/// <summary>A message that is sent when the reply before it has ended.</summary>
internal sealed class QueuedMessage
{
    public Guid Id { get; init; }

    public Guid ChatId { get; init; }

    public string Text { get; set; } = "";

    public IReadOnlyList<Guid> Files { get; init; } = [];

    public DateTime CreatedAt { get; init; }
}
