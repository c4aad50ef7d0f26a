using System.Globalization;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>What a model is given: who it is, then the path of messages.</summary>
internal static class Prompt
{
    /// <param name="wish">A sentence for this reply alone; null for none.</param>
    public static List<ChatMessage> Of(ChatSettings settings, string? answerLanguage, IEnumerable<Message> path, string? wish = null)
    {
        var told = string.Join("\n", new[]
        {
            string.IsNullOrWhiteSpace(settings.Instructions) ? Persona.SystemPrompt : settings.Instructions,
            answerLanguage is null ? null : $"Answer in {LanguageName(answerLanguage)}.",
            wish,
        }.Where(part => part is not null));
        return [new ChatMessage(ChatRole.System, told), .. path.Select(Turn)];
    }

    private static ChatMessage Turn(Message message)
    {
        var role = message.Role == Speaker.User ? ChatRole.User : ChatRole.Assistant;
        return new ChatMessage(role, string.Concat(message.Files.OrderBy(file => file.Position).Select(Mention)) + message.Text);
    }

    /// <summary>The model knows that a file is there, though it does not read it.</summary>
    private static string Mention(MessageFile file) =>
        string.Create(CultureInfo.InvariantCulture, $"[{file.File.Name}, {file.File.MediaType}, {file.File.Length:N0} bytes]\n");

    private static string LanguageName(string language) => language switch
    {
        "zh" => "Chinese",
        "en" => "English",
        _ => language,
    };
}
