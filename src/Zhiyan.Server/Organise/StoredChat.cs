using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>A chat that was put away, as a page shows it.</summary>
public sealed record StoredChat(Guid Id, string Title, DateTime At)
{
    internal static IReadOnlyList<StoredChat> Of(IReadOnlyList<Chat> chats) => [.. chats.Select(chat => new StoredChat(chat.Id, chat.Title, chat.UpdatedAt))];
}
