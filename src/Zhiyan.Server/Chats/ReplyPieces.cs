using System.Text;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>Gathers what a model says into entries of the log, so that a fast model does not cost a commit for each token.</summary>
internal sealed class ReplyPieces(ChatLog log, Guid chat, Guid message, TimeSpan wait, TimeProvider time)
{
    private readonly StringBuilder text = new();
    private LogKind kind;
    private long since = long.MinValue;     // when the oldest gathered character came
    private long flushed = long.MinValue;
    private readonly List<NewEntry> ended = [];

    /// <summary>How long what is gathered may still wait; null where nothing is.</summary>
    public TimeSpan? Due
    {
        get
        {
            if (text.Length == 0 && ended.Count == 0) return null;
            if (flushed == long.MinValue) return TimeSpan.Zero;         // the first word is shown at once
            var left = wait - time.GetElapsedTime(since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public bool IsDue => Due == TimeSpan.Zero;

    public void Add(LogKind of, string? added)
    {
        if (string.IsNullOrEmpty(added)) return;
        if (text.Length == 0 && ended.Count == 0) since = time.GetTimestamp();
        if (text.Length > 0 && kind != of) End();
        kind = of;
        text.Append(added.Replace('\0', '\uFFFD'));      // which no store keeps
    }

    /// <summary>Commits what is gathered.</summary>
    public async Task Flush()
    {
        End();
        if (ended.Count == 0) return;
        NewEntry[] entries = [.. ended];
        ended.Clear();
        flushed = time.GetTimestamp();
        await log.Append(chat, entries);
    }

    private void End()
    {
        if (text.Length == 0) return;
        ended.Add(new NewEntry(kind, message, text.ToString()));
        text.Clear();
    }
}
