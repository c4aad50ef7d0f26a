using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>What a page shows of a chat: the last messages of its path, and the number of the last entry of the log that they hold.</summary>
internal sealed record Conversation(Chat Chat, IReadOnlyList<MessageRow> Rows, bool HasEarlier, long Sequence)
{
    /// <summary>Messages that are shown at once; earlier ones come as the reader scrolls up to them.</summary>
    private const int Window = 40;

    /// <summary>Messages that are shown before one that was asked for.</summary>
    private const int Lead = 4;

    /// <summary>Messages that come at once to who scrolls up: few enough that the page does not stand still.</summary>
    private const int Step = 16;

    /// <param name="before">Shows what comes before this message; null for the end.</param>
    /// <param name="with">Shows this message as well, however far from the end of the path it is.</param>
    public static async Task<Conversation> Read(ChatStore store, Chat chat, Guid? before = null, Guid? with = null)
    {
        await using var context = store.Open();
        // First the number, then the texts: what comes between is told again, and nothing is missed.
        var now = await context.Chats.Where(one => one.Id == chat.Id).Select(one => new { one.LastSequence, one.LeafId }).FirstAsync();
        var tree = await MessagePaths.Tree(context, chat.Id);
        var path = tree.PathTo(now.LeafId).ToList();
        if (before is { } first && path.FindIndex(node => node.Id == first) is var end and >= 0) path.RemoveRange(end, path.Count - end);
        var from = Math.Max(0, path.Count - (before is null ? Window : Step));
        if (with is { } wanted && path.FindIndex(node => node.Id == wanted) is var at and >= 0) from = Math.Min(from, Math.Max(0, at - Lead));
        var shown = path.Skip(from).ToList();
        var messages = await MessagePaths.Read(context, shown);
        var rows = new List<MessageRow>();
        foreach (var message in messages) rows.Add(await Row(context, tree, message, now.LastSequence));
        return new Conversation(chat, rows, shown.Count < path.Count, now.LastSequence);
    }

    /// <summary>One message as it is now; null where it is gone.</summary>
    public static async Task<MessageRow?> ReadOne(ChatStore store, Guid chat, Guid id)
    {
        await using var context = store.Open();
        var tree = await MessagePaths.Tree(context, chat);
        var node = tree.Versions(id).FirstOrDefault(version => version.Id == id);
        if (node is null) return null;
        var message = (await MessagePaths.Read(context, [node]))[0];
        return await Row(context, tree, message, long.MaxValue);
    }

    private static async Task<MessageRow> Row(StoreContext context, MessageTree tree, Message message, long until)
    {
        var live = message.State == MessageState.Streaming ? await LiveText.Read(context, message.ChatId, message.Id, until) : LiveText.None;
        return new MessageRow(message, [.. tree.Versions(message.Id).Select(version => version.Id)], live);
    }
}
