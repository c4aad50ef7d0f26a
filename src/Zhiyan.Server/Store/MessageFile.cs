namespace Zhiyan.Server.Store;

/// <summary>A file that goes with a message, in the order it was added.</summary>
public sealed class MessageFile
{
    public Guid MessageId { get; init; }

    public Guid FileId { get; init; }

    public int Position { get; init; }

    public StoredFile File { get; init; } = null!;
}
