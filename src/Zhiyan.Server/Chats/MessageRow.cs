using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>A message and what its article says beside it.</summary>
/// <param name="Versions">The messages with the same parent, this one among them, oldest first.</param>
/// <param name="Live">What of a reply that streams is in the log and not yet in the message.</param>
public sealed record MessageRow(Message Message, IReadOnlyList<Guid> Versions, LiveText Live)
{
    public int Version => Versions.IndexOf(Message.Id);

    public Guid? VersionBefore => Version > 0 ? Versions[Version - 1] : null;

    public Guid? VersionAfter => Version >= 0 && Version < Versions.Count - 1 ? Versions[Version + 1] : null;

    public string Text => Message.Text + Live.Text;

    public string Reasoning => Message.Reasoning + Live.Reasoning;
}

public sealed record LiveText(string Text, string Reasoning)
{
    public static LiveText None { get; } = new("", "");
}

file static class Lists
{
    public static int IndexOf(this IReadOnlyList<Guid> ids, Guid id)
    {
        for (var index = 0; index < ids.Count; index++)
            if (ids[index] == id) return index;
        return -1;
    }
}
