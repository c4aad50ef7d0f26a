using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;

namespace Zhiyan.Inference.Catalog;

/// <summary>
/// What a model that writes can do, as its files tell while its weights stay unread. <paramref name="Context"/> is what it was made for,
/// <paramref name="Chats"/> that it has a chat template, and the others what that template speaks of.
/// </summary>
public sealed record ModelTraits(int Context, bool Chats, bool CallsTools, bool Reasons)
{
    /// <summary>Reads a .gguf file or a model folder, but for its weights. Throws <see cref="ModelFormatException"/>.</summary>
    public static ModelTraits Read(string path, ModelCard card)
    {
        using var checkpoint = Checkpoint.Open(path);
        var template = checkpoint.ChatTemplate;
        return new ModelTraits(
            checkpoint.Config.Context,
            template is not null,
            card.ToolCalls is not null || template?.Contains("tools", StringComparison.Ordinal) is true,
            template?.Contains(BegunReply.EndOfReasoning, StringComparison.Ordinal) is true);
    }
}
