using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>A chat as its owner's page sees it.</summary>
internal sealed record ChatView(
    Guid Id, string Title, string TitleOrigin, bool Temporary, bool Pinned, bool Archived, Guid? Folder, IReadOnlyList<string> Tags, ChatSettings Settings, string Draft, Guid? Leaf, long Sequence)
{
    public static ChatView Of(Chat chat, bool isTemporary) => new(
        chat.Id, chat.Title, chat.TitleOrigin.ToString().ToLowerInvariant(), isTemporary, chat.IsPinned, chat.ArchivedAt is not null, chat.FolderId,
        [.. chat.Tags.Select(tag => tag.Tag.Name)], chat.Settings, chat.Draft, chat.LeafId, chat.LastSequence);
}
