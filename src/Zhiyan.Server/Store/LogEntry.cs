namespace Zhiyan.Server.Store;

/// <summary>An entry of a chat's log: what whoever has the chat open is told, in order and without a gap.</summary>
internal sealed class LogEntry
{
    public Guid ChatId { get; init; }

    /// <summary>1, 2, 3 … within the chat.</summary>
    public long Sequence { get; init; }

    public LogKind Kind { get; init; }

    /// <summary>The message it is about; null for the chat itself.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>What was added; empty where the message or the chat is to be read anew.</summary>
    public string Text { get; init; } = "";
}

internal enum LogKind
{
    /// <summary>A message came at the end of the path that is shown.</summary>
    Message,

    /// <summary>Text was added to a reply.</summary>
    Text,

    /// <summary>Reasoning was added to a reply.</summary>
    Reasoning,

    /// <summary>A reply ended, however it did; its texts are folded into the message.</summary>
    Finished,

    /// <summary>A message changed otherwise: a rating, a version beside it.</summary>
    Changed,

    /// <summary>Another path is shown.</summary>
    Path,

    /// <summary>Title, settings or queue changed.</summary>
    Chat,
}
