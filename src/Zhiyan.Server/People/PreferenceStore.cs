using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Markdown;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>How each person likes it. Thread-safe.</summary>
internal sealed class PreferenceStore(StoreFactory store)
{
    private const int LongestLanguage = 40;
    private const int LongestInstructions = 20_000;
    private const int Most = 100;
    private const int LongestEntry = 200;

    public async Task<Preferences> Read(Guid person)
    {
        await using var context = store.Open();
        return (await context.Users.AsNoTracking().FirstOrDefaultAsync(one => one.Id == person))?.Preferences ?? new Preferences();
    }

    /// <summary>How messages are shown to a person.</summary>
    public async Task<MarkdownOptions> Markdown(Guid person) => new((await Read(person)).RemoteImages);

    /// <summary>Throws an <see cref="ApiException"/> for what cannot be.</summary>
    public async Task<Preferences> Change(Guid person, Func<Preferences, Preferences> change)
    {
        await using var context = store.Open();
        var changed = await context.Users.SingleAsync(one => one.Id == person);
        changed.Preferences = change(changed.Preferences);
        Require(changed.Preferences);
        await context.SaveChangesAsync();
        return changed.Preferences;
    }

    private static void Require(Preferences preferences)
    {
        Require(preferences.Language is null or "zh" or "en", "language", "is zh, en or absent");
        Require(preferences.Theme is null or "light" or "dark", "theme", "is light, dark or absent");
        Require(preferences.AnswerLanguage is null or { Length: > 0 and <= LongestLanguage } && preferences.AnswerLanguage?.Any(char.IsControl) is not true, "answer_language", $"has 1 to {LongestLanguage} characters or is absent");
        Require(preferences.NewChats is { Instructions: null or { Length: <= LongestInstructions } }, "new_chats", $"has instructions of {LongestInstructions} characters or less");
        ChatChange.Require(preferences.NewChats);
        Require(preferences.Shortcuts is { Count: <= Most } shortcuts && shortcuts.All(one => one.Key.Length <= LongestEntry && one.Value is { Length: <= LongestEntry }), "shortcuts", $"has {Most} entries or less");
        Require(preferences.FavouriteModels is { Count: <= Most } models && models.All(one => one is { Length: <= LongestEntry }), "favourite_models", $"has {Most} entries or less");
    }

    private static void Require(bool holds, string name, string message)
    {
        if (!holds) throw ApiException.Invalid(name, $"{name} {message}.");
    }
}
