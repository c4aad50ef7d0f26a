namespace Zhiyan.Server.Chats;

/// <summary>A message as its article on the page, in the language of the request.</summary>
internal sealed class MessageHtml(ChatStores stores)
{
    public async Task<string> Of(Guid chat, Guid message)
    {
        await using var context = stores.Of(chat).Open();
        return (await context.Messages.FindAsync(message))?.Text ?? "";
    }
}
