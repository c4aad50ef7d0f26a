using Zhiyan.Server.Pages;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Export;

/// <summary>A path of a chat as a document's writers take it, with names and labels in the reader's language.</summary>
internal static class ChatTranscript
{
    public static Transcript Of(Chat chat, IReadOnlyList<Message> path, Texts texts) => new(
        chat.Title.Length > 0 ? chat.Title : texts["chat.untitled"], chat.CreatedAt, texts.Tag,
        new TranscriptLabels(texts["export.reasoning"], texts["export.files"], texts["export.page"]),
        [.. path.Select(message => Turn(message, texts))]);

    private static TranscriptTurn Turn(Message message, Texts texts) => new(
        message.Role == Speaker.User ? TurnRole.User : TurnRole.Assistant,
        message.Role == Speaker.User ? texts["export.you"] : message.Model ?? texts["app.name"],
        message.CreatedAt, message.Text, message.Reasoning.Length > 0 ? message.Reasoning : null,
        [.. message.Files.OrderBy(file => file.Position).Select(file => new TranscriptFile(file.File.Name, file.File.Length))]);
}
