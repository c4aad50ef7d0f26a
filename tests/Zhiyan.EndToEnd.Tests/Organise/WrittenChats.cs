using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.Chats;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.EndToEnd.Tests.Organise;

/// <summary>Chats that lie in the store before a browser comes; in each a person and a model take turns.</summary>
internal static class WrittenChats
{
    /// <summary>The one person of this machine.</summary>
    public static async Task<Guid> Owner(this Assistant assistant) =>
        Visitor.Find((await assistant.Running.Server.Services.GetRequiredService<LocalOwner>().Find())!)!.Value;

    public static async Task<Guid> Write(this Assistant assistant, string title, DateTime last, params string[] texts) =>
        await assistant.WriteFor(await assistant.Owner(), title, last, texts);

    /// <param name="last">When the last message was said; the others came a second apart before it.</param>
    public static async Task<Guid> WriteFor(this Assistant assistant, Guid owner, string title, DateTime last, params string[] texts)
    {
        var services = assistant.Running.Server.Services;
        var chat = await services.GetRequiredService<Conversations>().Create(owner, new ChatSettings(), isTemporary: false);
        await services.GetRequiredService<ChatStores>().Main.Log.Append(chat.Id, [], async context =>
        {
            var known = (await context.Chats.FindAsync(chat.Id))!;
            (known.Title, known.TitleOrigin, known.UpdatedAt) = (title, TitleOrigin.Typed, last);
            for (var at = 0; at < texts.Length; at++)
                known.LeafId = Add(context, chat.Id, known.LeafId, at % 2 == 0 ? Speaker.User : Speaker.Assistant, texts[at], last.AddSeconds(at + 1 - texts.Length));
        });
        return chat.Id;
    }

    /// <summary>Another version of the last reply, which is shown from now on; the message that it was a version of.</summary>
    public static async Task<Guid> WriteVersion(this Assistant assistant, Guid chat, string text)
    {
        var older = Guid.Empty;
        await assistant.Running.Server.Services.GetRequiredService<ChatStores>().Main.Log.Append(chat, [], async context =>
        {
            var known = (await context.Chats.FindAsync(chat))!;
            var last = (await context.Messages.FindAsync(known.LeafId))!;
            older = last.Id;
            known.LeafId = Add(context, chat, last.ParentId, Speaker.Assistant, text, last.CreatedAt.AddSeconds(1));
        });
        return older;
    }

    private static Guid Add(StoreContext context, Guid chat, Guid? parent, Speaker role, string text, DateTime at)
    {
        var message = new Message
        {
            Id = Guid.CreateVersion7(at), ChatId = chat, ParentId = parent, Role = role, Text = text, CreatedAt = at, FinishedAt = at,
            Model = role == Speaker.Assistant ? "scripted" : null,
        };
        context.Messages.Add(message);
        return message.Id;
    }
}
