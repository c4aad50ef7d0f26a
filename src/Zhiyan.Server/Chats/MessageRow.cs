using Microsoft.EntityFrameworkCore;
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

/// <summary>What the log has of a reply and the message has not.</summary>
public sealed record LiveText(string Text, string Reasoning)
{
    public static LiveText None { get; } = new("", "");

    /// <param name="until">The last entry that counts.</param>
    internal static async Task<LiveText> Read(StoreContext context, Guid chat, Guid message, long until = long.MaxValue)
    {
        var pieces = await Entries(context, chat, message).AsNoTracking().Where(entry => entry.Sequence <= until)
            .OrderBy(entry => entry.Sequence).Select(entry => new { entry.Kind, entry.Text }).ToListAsync();
        return new LiveText(
            string.Concat(pieces.Where(piece => piece.Kind == LogKind.Text).Select(piece => piece.Text)),
            string.Concat(pieces.Where(piece => piece.Kind == LogKind.Reasoning).Select(piece => piece.Text)));
    }

    internal static IQueryable<LogEntry> Entries(StoreContext context, Guid chat, Guid message) =>
        context.Log.Where(entry => entry.ChatId == chat && entry.MessageId == message && (entry.Kind == LogKind.Text || entry.Kind == LogKind.Reasoning));
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
