using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>Reads paths of a chat's messages.</summary>
internal static class MessagePaths
{
    public static async Task<MessageTree> Tree(StoreContext context, Guid chat) => new(await context.Messages.AsNoTracking()
        .Where(message => message.ChatId == chat).OrderBy(message => message.CreatedAt).ThenBy(message => message.Id)
        .Select(message => new MessageNode(message.Id, message.ParentId, message.Role, message.State)).ToListAsync());

    /// <summary>The messages from the first down to a leaf, whole and with their files.</summary>
    public static async Task<List<Message>> To(StoreContext context, Guid chat, Guid? leaf) =>
        await Read(context, (await Tree(context, chat)).PathTo(leaf));

    /// <summary>Messages of one chat, in the order of their nodes.</summary>
    public static async Task<List<Message>> Read(StoreContext context, IReadOnlyList<MessageNode> nodes)
    {
        var ids = nodes.Select(node => node.Id).ToList();
        var messages = await context.Messages.AsNoTracking().Include(message => message.Files).ThenInclude(file => file.File)
            .Where(message => ids.Contains(message.Id)).ToDictionaryAsync(message => message.Id);
        return [.. ids.Select(id => messages[id])];
    }
}
