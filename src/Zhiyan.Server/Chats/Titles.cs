using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Server.Models;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>Names a chat once, after its first reply. The model's own words, or the first ones that were said.</summary>
internal sealed class Titles(ChatStores stores, ModelDirectory models)
{
    private const int MaxLength = 40;
    private const int MaxTokens = 24;

    /// <summary>Characters of a message that are enough to tell what it is about.</summary>
    private const int Enough = 600;

    public async Task Name(FinishedReply finished)
    {
        if (finished.State != MessageState.Done) return;
        var store = stores.Of(finished.Chat);
        List<Message> path;
        await using (var context = store.Open())
        {
            if (await context.Chats.FindAsync(finished.Chat) is not { TitleOrigin: TitleOrigin.FirstWords, DeletedAt: null }) return;
            path = await MessagePaths.To(context, finished.Chat, finished.Message);
        }
        if (path is not [var question, var answer] || answer.Model is null) return;
        using var client = models.Open(answer.Model);
        var reply = await client.GetResponseAsync(Ask(question.Text, answer.Text), new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = MaxTokens,
            RawRepresentationFactory = _ => new ChatRequest { Messages = [], Priority = Priority.Background, User = finished.Owner.ToString(), Truncate = true, ReasoningBudget = 0 },
        });
        var title = Clean(reply.Text);
        await store.Log.Append(finished.Chat, [new(LogKind.Chat)], async context =>
        {
            var chat = await context.Chats.FindAsync(finished.Chat);
            if (chat is null || chat.TitleOrigin != TitleOrigin.FirstWords) return;
            if (title.Length > 0) chat.Title = title;
            chat.TitleOrigin = TitleOrigin.Generated;       // once, whatever came of it
        });
    }

    /// <summary>The first line without quotes, labels and an end mark; empty where that is no title.</summary>
    public static string Clean(string reply)
    {
        var line = reply.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        foreach (var label in new[] { "Title:", "标题：", "标题:", "題目：", "题目：" })
            if (line.StartsWith(label, StringComparison.OrdinalIgnoreCase)) line = line[label.Length..];
        line = line.Trim(' ', '"', '\'', '“', '”', '‘', '’', '《', '》', '「', '」', '*', '#', '`', '.', '。', '!', '！', '?', '？', ':', '：', ',', '，');
        return line.Length <= MaxLength ? line : "";
    }

    private static ChatMessage[] Ask(string question, string answer) =>
    [
        new(ChatRole.System, "You name conversations. Reply with a title of two to six words in the language of the conversation, and nothing else."),
        new(ChatRole.User, $"{Cut(question)}\n\n{Cut(answer)}\n\n---\nTitle:"),
    ];

    private static string Cut(string text) => text.Length <= Enough ? text : text[..Enough];
}
