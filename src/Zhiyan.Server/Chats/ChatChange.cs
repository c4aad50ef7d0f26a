using Zhiyan.Server.Errors;
using Zhiyan.Server.Organise;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>What a page changes of a chat; null leaves it as it is.</summary>
/// <param name="Folder">The folder it goes to; the empty id takes it out of folders.</param>
/// <param name="Tags">All of its tags, by name.</param>
internal sealed record ChatChange(
    string? Title = null, bool? Pinned = null, bool? Archived = null, string? Draft = null, ChatSettings? Settings = null, Guid? Folder = null, IReadOnlyList<string>? Tags = null)
{
    public const int MaxDraft = 200_000;

    private const int MaxInstructions = 50_000;
    private const int MaxModel = 500;

    /// <summary>Throws an <see cref="ApiException"/> for what cannot be.</summary>
    public void Require()
    {
        if (Title is { } title && (string.IsNullOrWhiteSpace(title) || title.Length > Conversations.MaxTitle))
            throw ApiException.Invalid("title", $"a title has 1 to {Conversations.MaxTitle} characters.");
        if (Draft?.Length > MaxDraft) throw ApiException.Invalid("draft", $"a draft has at most {MaxDraft:N0} characters.");
        WholeText.Require("title", Title);
        WholeText.Require("draft", Draft);
        if (Settings is { } settings) Require(settings);
    }

    /// <summary>Throws an <see cref="ApiException"/> for settings that no chat can have.</summary>
    public static void Require(ChatSettings settings)
    {
        RequireModel(settings.Model, "settings.model");
        WholeText.Require("settings.instructions", settings.Instructions);
        Require(settings.Instructions is null || settings.Instructions.Length <= MaxInstructions, "settings.instructions", $"instructions have at most {MaxInstructions:N0} characters.");
        Require(settings.Temperature is null or (>= 0 and <= 2), "settings.temperature", "temperature is from 0 to 2.");
        Require(settings.TopP is null or (> 0 and <= 1), "settings.top_p", "top_p is above 0 and at most 1.");
        Require(settings.MaxTokens is null or > 0, "settings.max_tokens", "max_tokens is 1 or more.");
        Require(settings.ReasoningBudget is null or >= 0, "settings.reasoning_budget", "reasoning_budget is 0 or more.");
    }

    /// <summary>A name is taken as it is, since a model may come later; one of any length is not.</summary>
    public static void RequireModel(string? name, string field) => Require(name is null or { Length: > 0 and <= MaxModel }, field, $"a model's name has 1 to {MaxModel} characters.");

    public async Task Apply(StoreContext context, Chat chat, DateTime now)
    {
        if (Title is not null)
        {
            chat.Title = Title.Trim();
            chat.TitleOrigin = TitleOrigin.Typed;
        }
        chat.IsPinned = Pinned ?? chat.IsPinned;
        if (Archived is { } archived) chat.ArchivedAt = archived ? chat.ArchivedAt ?? now : null;
        chat.Draft = Draft ?? chat.Draft;
        chat.Settings = Settings ?? chat.Settings;
        if (Folder is { } folder && folder != Guid.Empty) await Conversations.RequireFolder(context, chat.OwnerId, folder);
        if (Folder is not null) chat.FolderId = Folder == Guid.Empty ? null : Folder;
        if (Tags is not null) await ChatTags.Set(context, chat, Tags);
    }

    private static void Require(bool holds, string name, string message)
    {
        if (!holds) throw ApiException.Invalid(name, message);
    }
}
